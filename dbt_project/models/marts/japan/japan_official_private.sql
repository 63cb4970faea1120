with

flows as (
    select * from {{ ref('int_reported_flows') }}
    where
        holder_code = '{{ var("japan") }}'
        and instrument = 'total'
        and net_purchases_usd_mn is not null
),

reserves as (
    select * from {{ ref('japan_reserves') }}
),

-- what the book of foreign official holders earned in price, as published where
-- it is: of what was held before and half of what was bought meanwhile
returns as (
    select
        reference_month,
        coalesce(
            100 * published_valuation_change_usd_mn
            / (previous_position_usd_mn + net_purchases_usd_mn / 2),
            price_return_pct
        ) as price_return_pct,
    from {{ ref('valuation_estimates') }}
    where holder_code = '{{ var("foreign_official") }}'
),

-- reserves are out months before the Treasury's figures
months as (
    select reference_month from flows
    union distinct
    select reference_month from reserves
    where reference_month > (select max(flows.reference_month) from flows)
),

joined as (
    select
        months.reference_month,
        flows.net_purchases_usd_mn as japan_net_purchases_usd_mn,
        flows.basis,
        flows.flow_break_id as break_id,
        reserves.securities_usd_mn as reserve_securities_usd_mn,
        reserves.securities_change_usd_mn as reserve_securities_change_usd_mn,
        returns.price_return_pct,
        returns.price_return_pct / 100 * (
            reserves.securities_usd_mn - reserves.securities_change_usd_mn
        ) as estimated_price_change_usd_mn,
    from months
    left join flows
        on months.reference_month = flows.reference_month
    left join reserves
        on months.reference_month = reserves.reference_month
    left join returns
        on months.reference_month = returns.reference_month
),

official as (
    select
        *,
        reserve_securities_change_usd_mn
        - estimated_price_change_usd_mn as official_usd_mn,
    from joined
),

final as (
    select
        reference_month,
        japan_net_purchases_usd_mn,
        basis,
        reserve_securities_usd_mn,
        reserve_securities_change_usd_mn,
        price_return_pct,
        round(
            estimated_price_change_usd_mn, 1
        ) as estimated_price_change_usd_mn,
        round(official_usd_mn, 1) as estimated_official_purchases_usd_mn,
        {%- for name, share in [('theta_08', 0.8), ('theta_1', 1)] %}
        round(
            japan_net_purchases_usd_mn - {{ share }} * official_usd_mn, 1
        ) as estimated_private_purchases_{{ name }}_usd_mn,
        {%- endfor %}
        {%- for name, chosen in [('low', 'least'), ('high', 'greatest')] %}
        round(
            {{ chosen }}(
                japan_net_purchases_usd_mn - 0.8 * official_usd_mn,
                japan_net_purchases_usd_mn - official_usd_mn
            ),
            1
        ) as estimated_private_purchases_{{ name }}_usd_mn,
        {%- endfor %}
        break_id,
    from official
)

select * from final
order by reference_month
