with

securities as (
    select * from {{ ref('holder_securities') }}
    where
        security_type in ('treasury', 'agency')
        and holder_code in (
            '{{ var("china") }}',
            '{{ var("belgium") }}',
            '{{ var("hong_kong") }}'
        )
),

by_month as (
    select
        reference_month,
        {%- for name in ['treasury', 'agency'] %}
        max(position_usd_mn) filter (
            holder_code = '{{ var("china") }}' and security_type = '{{ name }}'
        ) as china_{{ name }}_usd_mn,
        max(net_purchases_usd_mn) filter (
            holder_code = '{{ var("china") }}' and security_type = '{{ name }}'
        ) as china_{{ name }}_net_purchases_usd_mn,
        max(basis) filter (
            holder_code = '{{ var("china") }}' and security_type = '{{ name }}'
        ) as {{ name }}_basis,
        {%- endfor %}
        {%- for name in ['belgium', 'hong_kong'] %}
        -- both types or none: one alone would look like a sale of the other
        case
            when
                count(position_usd_mn) filter (
                    holder_code = '{{ var(name) }}'
                ) = 2
                then
                    sum(position_usd_mn) filter (
                        holder_code = '{{ var(name) }}'
                    )
        end as {{ name }}_usd_mn,
        {%- endfor %}
        max(break_id) as break_id,
    from securities
    group by reference_month
),

final as (
    select
        reference_month,
        china_treasury_usd_mn,
        china_agency_usd_mn,
        china_treasury_usd_mn + china_agency_usd_mn as china_usd_mn,
        belgium_usd_mn,
        hong_kong_usd_mn,
        china_usd_mn + belgium_usd_mn / 2 as with_half_of_belgium_usd_mn,
        china_usd_mn + belgium_usd_mn as with_belgium_usd_mn,
        china_usd_mn
        + belgium_usd_mn
        + hong_kong_usd_mn as with_belgium_and_hong_kong_usd_mn,
        china_treasury_net_purchases_usd_mn,
        china_agency_net_purchases_usd_mn,
        china_treasury_net_purchases_usd_mn
        + china_agency_net_purchases_usd_mn as china_net_purchases_usd_mn,
        case
            when treasury_basis = agency_basis then treasury_basis
        end as basis,
        break_id,
    from by_month
    where china_treasury_usd_mn is not null and china_agency_usd_mn is not null
)

select * from final
order by reference_month
