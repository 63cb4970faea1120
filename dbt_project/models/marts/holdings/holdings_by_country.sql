{%- set instruments = {
    '': 'totals', 'long_term_': 'long_term', 'short_term_': 'short_term'
} %}
with

holdings as (
    select * from {{ ref('holdings') }}
    where holder_scope = 'country' and is_continuing
),

-- printed without a figure, in the newest vintage of a file
suppressed as (
    select distinct
        holder_code,
        reference_month,
        instrument,
    from {{ ref('stg_tic__figures') }}
    where
        security_type = 'treasury'
        and measure = 'position'
        and value_status = 'suppressed'
        and is_latest_vintage
),

{{ rows_by_instrument('holdings') }},

final as (
    select
        described.holder_code,
        described.holder_name,
        described.reference_month,
        totals.position_usd_mn,
        long_term.position_usd_mn as long_term_position_usd_mn,
        short_term.position_usd_mn as short_term_position_usd_mn,
        {%- for prefix, instrument in instruments.items() %}
        case
            when {{ instrument }}.position_usd_mn > 0 then 'reported'
            when {{ instrument }}.position_usd_mn = 0 then 'zero'
            when suppressed_{{ instrument }}.holder_code is not null
                then 'suppressed'
            else 'absent'
        end as {{ prefix }}value_status,
        {%- endfor %}
        totals.parts_agreement,
        described.precision_usd_mn,
        described.source,
        described.agreeing_sources,
        described.differing_sources,
        described.basis,
        described.frequency,
        described.segment_id,
        described.break_id,
        described.is_complete_month,
        described.released_on,
        described.known_from,
        described.source_sha256,
        described.line_number,
        described.caveat,
    from described
    {{ join_instruments() }}
    {%- for instrument in instruments.values() %}
    left join suppressed as suppressed_{{ instrument }}
        on
            described.holder_code = suppressed_{{ instrument }}.holder_code
            and described.reference_month
            = suppressed_{{ instrument }}.reference_month
            and suppressed_{{ instrument }}.instrument
            = '{{ 'total' if instrument == 'totals' else instrument }}'
    {%- endfor %}
)

select * from final
order by holder_code, reference_month
