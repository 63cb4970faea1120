with

studies as (
    select * from {{ ref('yield_impact_studies') }}
),

-- the size of the market in a month, on each basis that is landed
markets as (
    select
        reference_month,
        case measure
            when 'marketable_market_value'
                then 'marketable_debt_at_market_value'
            when 'marketable_face' then 'marketable_debt_at_face_value'
        end as scale_basis,
        case measure
            when 'marketable_market_value' then 1
            when 'marketable_face' then 2
        end as precedence,
        amount_usd_mn / 1000 as market_usd_bn,
    from {{ ref('treasury_debt_monthly') }}
    where measure in ('marketable_market_value', 'marketable_face')
),

-- the studies are about purchases of notes and bonds

flows as (
    select * from {{ ref('int_reported_flows') }}
    where
        holder_code in ('{{ var("foreign_official") }}', '{{ var("japan") }}')
        and instrument = 'long_term'
        and basis = 'slt_reported'
        and net_purchases_usd_mn is not null
),

latest as (
    select
        holder_code,
        max(reference_month) as last_month,
    from flows
    group by holder_code
),

spans as (
    select
        holder_code,
        last_month,
        unnest([3, 12]) as sales_months,
    from latest
),

sales as (
    select
        spans.holder_code,
        any_value(flows.holder_name) as seller,
        spans.sales_months,
        min(flows.reference_month) as first_month,
        max(flows.reference_month) as last_month,
        -sum(flows.net_purchases_usd_mn) / 1000 as net_sales_usd_bn,
        bool_or(flows.flow_break_id is not null) as spans_break,
    from spans
    inner join flows
        on
            spans.holder_code = flows.holder_code
            and flows.reference_month
            > last_day(spans.last_month - to_months(spans.sales_months))
    group by spans.holder_code, spans.sales_months
    -- months that are missing would make the sum too small
    having count(*) = spans.sales_months
),

-- both months on one basis, the better one where both are landed
scales as (
    select
        studies.estimate_id,
        sales.holder_code,
        sales.sales_months,
        then_sized.scale_basis,
        then_sized.market_usd_bn as market_then_usd_bn,
        now_sized.market_usd_bn as market_now_usd_bn,
    from studies
    cross join sales
    inner join markets as then_sized
        on studies.market_month = then_sized.reference_month
    inner join markets as now_sized
        on
            sales.last_month = now_sized.reference_month
            and then_sized.scale_basis = now_sized.scale_basis
    qualify row_number() over (
        partition by studies.estimate_id, sales.holder_code, sales.sales_months
        order by then_sized.precedence
    ) = 1
),

combined as (
    select
        studies.*,
        studies.question <> 'year_without_official_flows'
            as is_per_100bn,
        sales.holder_code as seller_code,
        sales.seller,
        sales.sales_months,
        sales.first_month,
        sales.last_month,
        sales.net_sales_usd_bn,
        sales.spans_break,
        scales.scale_basis,
        scales.market_then_usd_bn,
        scales.market_now_usd_bn,
        -- the same sum is a smaller part of a larger market
        scales.market_then_usd_bn / scales.market_now_usd_bn as then_to_now,
        -- a flow moves yields in its own month; what lasts adds up
        sales.net_sales_usd_bn
        / if(
            studies.question = 'per_100bn_in_a_month'
            and studies.horizon = 'short_run',
            sales.sales_months,
            1
        ) as sales_that_count_usd_bn,
    from studies
    cross join sales
    left join scales
        on
            studies.estimate_id = scales.estimate_id
            and sales.holder_code = scales.holder_code
            and sales.sales_months = scales.sales_months
),

final as (
    select
        estimate_id,
        seller_code,
        sales_months::integer as sales_months,
        study,
        citation,
        first_published_year,
        variant,
        yield_tenor,
        horizon,
        question,
        stated_low_bp,
        stated_high_bp,
        case when is_per_100bn then stated_low_bp end as per_100bn_low_bp,
        case when is_per_100bn then stated_high_bp end as per_100bn_high_bp,
        market_month,
        market_month_reason,
        coalesce(scale_basis, 'not_landed_in_both_months') as scale_basis,
        market_then_usd_bn,
        market_now_usd_bn,
        round(then_to_now, 6) as scale,
        round(per_100bn_low_bp * then_to_now, 4)
            as per_100bn_low_scaled_bp,
        round(per_100bn_high_bp * then_to_now, 4)
            as per_100bn_high_scaled_bp,
        seller,
        'long_term' as sales_instrument,
        first_month,
        last_month,
        net_sales_usd_bn,
        {%- for name in ['low', 'high', 'low_scaled', 'high_scaled'] %}
        round(per_100bn_{{ name }}_bp * sales_that_count_usd_bn / 100, 4)
            as implied_{{ name }}_bp,
        {%- endfor %}
        spans_break,
    from combined
)

select * from final
order by estimate_id, seller_code, sales_months
