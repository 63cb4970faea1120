{#
  What the Federal Reserve's staff estimate of holders, a row per file, holder, month and
  security type: purchases are adjusted net flow plus gap, because their net flow alone
  is Form S, cell by cell, and the gap is what positions say against it. A file's first
  month has no month before it, and prints a gap of zero. figures: rows of their files.
#}
{% macro staff_estimates(figures) %}
    select
        source,
        holder_code,
        reference_month,
        security_type,
        max(value_usd_mn) filter (measure = 'position') as position_usd_mn,
        {%- set is_after_the_first -%}
        reference_month > min(reference_month) over (partition by source)
        {%- endset %}
        case
            when {{ is_after_the_first }}
                then
                    max(value_usd_mn) filter (measure = 'net_purchases')
                    + max(value_usd_mn) filter (measure = 'other_change')
        end as net_purchases_usd_mn,
        case
            when {{ is_after_the_first }}
                then max(value_usd_mn) filter (measure = 'valuation_change')
        end as valuation_change_usd_mn,
        max(released_on) as released_on,
    from {{ figures }}
    group by source, holder_code, reference_month, security_type
{% endmacro %}
