with

figures as (
    select * from {{ ref('figure_vintages') }}
    where
        security_type = 'treasury'
        and measure in ('position', 'net_purchases', 'valuation_change')
),

releases as (
    select * from {{ ref('releases') }}
),

holders as (
    select * from {{ ref('holders') }}
),

-- of a file with one landed vintage there is nothing to compare
revisable as (
    select source
    from figures
    group by source
    having count(distinct known_from) > 1
),

final as (
    select
        figures.holder_code,
        holders.holder_name,
        figures.instrument,
        figures.measure,
        figures.source,
        figures.segment_id,
        figures.reference_month,
        figures.print_number,
        figures.known_from,
        datediff(
            'month', figures.reference_month, figures.known_from
        )::integer as age_months,
        figures.value_usd_mn,
        figures.value_usd_mn - first_value(
            figures.value_usd_mn
        ) over figure as change_since_first_usd_mn,
        figures.value_usd_mn - lag(
            figures.value_usd_mn
        ) over figure as change_since_previous_usd_mn,
        coalesce(
            releases.released_on = first_value(figures.known_from) over figure,
            false
        ) as begins_with_first_release,
    from figures
    semi join revisable
        on figures.source = revisable.source
    left join releases
        on figures.reference_month = releases.reference_month
    left join holders
        on figures.holder_code = holders.holder_code
    window figure as (
        partition by
            figures.source, figures.holder_code, figures.reference_month,
            figures.instrument, figures.measure, figures.segment_id
        order by figures.known_from
    )
)

select * from final
order by
    holder_code, instrument, measure, source, reference_month, known_from
