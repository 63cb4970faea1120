select
    case follower_code
        when 'named_in_article' then 'Named in the Claims'
        else follower_name
    end as follower_name,
    lag_months,
    shock_months,
    shock_months_sold,
    round(shock_months_sold_by_chance, 1) as shock_months_sold_by_chance,
    ratio_to_chance,
    p_value,
    p_value_adjusted,
    draws,
    seed,
    count(*) over () as pairs,
from co_selling
where basis = 'form_s' and follower_kind = 'group'
order by p_value_adjusted, p_value, follower_name, lag_months
