with

holdings as (
    select * from {{ ref('holdings') }}
    where
        is_continuing
        and frequency = 'monthly'
        and basis <> 'estimate'
        and holder_code in (
            '{{ var("grand_total") }}',
            '{{ var("foreign_official") }}',
            '{{ var("organisations") }}'
        )
),

-- private holders are what is left of all, and unknown where a part is
by_month as (
    select
        reference_month,
        instrument,
        max(position_usd_mn) filter (
            holder_code = '{{ var("grand_total") }}'
        ) as all_usd_mn,
        max(position_usd_mn) filter (
            holder_code = '{{ var("foreign_official") }}'
        ) as official_usd_mn,
        max(position_usd_mn) filter (holder_code = '{{ var("organisations") }}')
            as organisations_usd_mn,
        max(precision_usd_mn) as precision_usd_mn,
        max(break_id) as private_break_id,
        max(break_id) filter (
            holder_code = '{{ var("foreign_official") }}'
        ) as official_break_id,
        max(break_id) filter (holder_code = '{{ var("organisations") }}')
            as organisations_break_id,
        count(distinct source) > 1 as mixes_sources,
        -- every share rests on the total, and private holders are its rest
        max(caveat) as caveat,
    from holdings
    group by reference_month, instrument
),

sectors as (
    select
        *,
        all_usd_mn - official_usd_mn - organisations_usd_mn as private_usd_mn,
    from by_month
    where all_usd_mn > 0
),

listed as (
    unpivot sectors
    on
    official_usd_mn as official,
    private_usd_mn as private,
    organisations_usd_mn as organisations
    into name sector value position_usd_mn
),

with_bills as (
    select
        listed.*,
        bills.position_usd_mn as bills_usd_mn,
    from listed
    left join listed as bills
        on
            listed.reference_month = bills.reference_month
            and listed.sector = bills.sector
            and listed.instrument = 'total'
            and bills.instrument = 'short_term'
),

final as (
    select
        reference_month,
        sector,
        instrument,
        position_usd_mn,
        round(100 * position_usd_mn / all_usd_mn, 4) as share_of_instrument_pct,
        round(100 * bills_usd_mn / position_usd_mn, 4) as bills_share_pct,
        precision_usd_mn,
        case sector
            when 'official' then official_break_id
            when 'organisations' then organisations_break_id
            -- what is left of all breaks where all or another part does
            else private_break_id
        end as break_id,
        mixes_sources,
        caveat,
    from with_bills
)

select * from final
order by reference_month, instrument, sector
