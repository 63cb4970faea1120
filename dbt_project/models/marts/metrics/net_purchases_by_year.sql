-- Form S and positions, over the same months: those in which both are known.
with

flows as (
    select
        *,
        year(reference_month)::integer as calendar_year,
        -- where the Fed staff's estimate is taken there is no band to add
        coalesce(
            position_based_net_purchases_low_usd_mn,
            position_based_net_purchases_usd_mn
        ) as low_usd_mn,
        coalesce(
            position_based_net_purchases_high_usd_mn,
            position_based_net_purchases_usd_mn
        ) as high_usd_mn,
    from {{ ref('holder_flows') }}
    where
        basis = 'form_s'
        and instrument = 'long_term'
        and net_purchases_usd_mn is not null
        and position_based_net_purchases_usd_mn is not null
),

by_year as (
    select
        holder_code,
        any_value(holder_name) as holder_name,
        any_value(holder_scope) as holder_scope,
        instrument,
        calendar_year,
        count(*)::integer as months,
        sum(net_purchases_usd_mn) as form_s_usd_mn,
        sum(position_based_net_purchases_usd_mn) as position_based_usd_mn,
        sum(low_usd_mn) as low_usd_mn,
        sum(high_usd_mn) as high_usd_mn,
        string_agg(
            distinct position_based_basis, ', ' order by position_based_basis
        ) as position_based_basis,
        -- years that Form SLT covers are added up apart from those before
        calendar_year >= 2012 as is_of_form_slt,
    from flows
    group by holder_code, instrument, calendar_year
),

final as (
    select
        holder_code,
        holder_name,
        holder_scope,
        instrument,
        calendar_year,
        months,
        form_s_usd_mn as form_s_net_purchases_usd_mn,
        round(position_based_usd_mn, 1) as position_based_net_purchases_usd_mn,
        round(low_usd_mn, 1) as position_based_net_purchases_low_usd_mn,
        round(high_usd_mn, 1) as position_based_net_purchases_high_usd_mn,
        position_based_basis,
        sign(form_s_usd_mn) * sign(position_based_usd_mn) < 0
            as bases_disagree_in_sign,
        sign(form_s_usd_mn) * sign(low_usd_mn) < 0
        and sign(form_s_usd_mn) * sign(high_usd_mn) < 0
            as disagrees_over_whole_band,
        case
            when is_of_form_slt then sum(form_s_usd_mn) over so_far
        end as form_s_since_2012_usd_mn,
        case
            when is_of_form_slt
                then round(sum(position_based_usd_mn) over so_far, 1)
        end as position_based_since_2012_usd_mn,
    from by_year
    window so_far as (
        partition by holder_code, instrument, is_of_form_slt
        order by calendar_year
    )
)

select * from final
order by holder_code, instrument, calendar_year
