-- Net purchases as Bertaut and Judson take them from positions: what is left of
-- a change of the position once its price change is taken out.
with

reported as (
    select * from {{ ref('int_reported_flows') }}
    -- from then on the publisher asks the custodians for purchases themselves
    where reference_month < date '2023-02-28'
),

valuations as (
    select * from {{ ref('valuation_estimates') }}
),

staff_figures as (
    select * from {{ ref('stg_frb__bertaut_judson') }}
    where is_latest_vintage and security_type = 'treasury'
    union all
    select * from {{ ref('stg_frb__foi_adjusted') }}
    where is_latest_vintage and security_type = 'treasury'
),

-- January 2012 is counted from Form SLT of the month before (frb-2012-01 in
-- series_breaks), so that the break of the levels is none of the flows
staff_estimates as (
    select * from ({{ staff_estimates('staff_figures') }})
    where net_purchases_usd_mn is not null
),

bonds as (
    select
        reported.holder_code,
        reported.reference_month,
        case
            when staff_estimates.holder_code is not null then 'frb_estimate'
            when valuations.holder_code is not null
                then 'position_less_valuation'
        end as estimate_basis,
        coalesce(
            staff_estimates.net_purchases_usd_mn,
            reported.position_change_usd_mn
            - valuations.estimated_valuation_change_usd_mn
        ) as net_purchases_usd_mn,
        case
            when staff_estimates.holder_code is null
                then
                    reported.position_change_usd_mn
                    - valuations.estimated_valuation_change_high_usd_mn
        end as net_purchases_low_usd_mn,
        case
            when staff_estimates.holder_code is null
                then
                    reported.position_change_usd_mn
                    - valuations.estimated_valuation_change_low_usd_mn
        end as net_purchases_high_usd_mn,
    from reported
    left join staff_estimates
        on
            reported.holder_code = staff_estimates.holder_code
            and reported.reference_month = staff_estimates.reference_month
    left join valuations
        on
            reported.holder_code = valuations.holder_code
            and reported.reference_month = valuations.reference_month
    where reported.instrument = 'long_term'
),

-- bills are bought at what they are held at: their change is their purchases
bills as (
    select
        holder_code,
        reference_month,
        case
            when position_change_usd_mn is not null then 'position_change'
        end as estimate_basis,
        position_change_usd_mn as net_purchases_usd_mn,
        position_change_usd_mn as net_purchases_low_usd_mn,
        position_change_usd_mn as net_purchases_high_usd_mn,
    from reported
    where
        instrument = 'short_term'
        -- before, bills were counted on from a survey, as bonds were
        and reference_month >= date '2012-01-31'
),

totals as (
    select
        bonds.holder_code,
        bonds.reference_month,
        case
            when bills.estimate_basis is not null then bonds.estimate_basis
        end as estimate_basis,
        {%- for name in [
            'net_purchases_usd_mn', 'net_purchases_low_usd_mn',
            'net_purchases_high_usd_mn',
        ] %}
        bonds.{{ name }} + bills.{{ name }} as {{ name }},
        {%- endfor %}
    from bonds
    inner join bills
        on
            bonds.holder_code = bills.holder_code
            and bonds.reference_month = bills.reference_month
),

by_instrument as (
    select
        *,
        'long_term' as instrument,
    from bonds
    union all by name
    select
        *,
        'short_term' as instrument,
    from bills
    union all by name
    select
        *,
        'total' as instrument,
    from totals
),

final as (
    select
        by_instrument.holder_code,
        reported.holder_name,
        reported.holder_scope,
        by_instrument.reference_month,
        by_instrument.instrument,
        by_instrument.estimate_basis,
        {%- for name in [
            'net_purchases_usd_mn', 'net_purchases_low_usd_mn',
            'net_purchases_high_usd_mn',
        ] %}
        round(by_instrument.{{ name }}, 1) as {{ name }},
        {%- endfor %}
        reported.break_id,
    from by_instrument
    inner join reported
        on
            by_instrument.holder_code = reported.holder_code
            and by_instrument.reference_month = reported.reference_month
            and by_instrument.instrument = reported.instrument
    -- before positions were market values nothing can be taken from them
    where
        by_instrument.estimate_basis is not null
        or (
            reported.reference_month >= date '2012-01-31'
            and reported.position_usd_mn is not null
        )
)

select * from final
order by holder_code, instrument, reference_month
