select
    case basis
        when 'position_based' then 'positions, 2011 to 2023'
        else 'Form S, 1977 to 2023'
    end as rests_on,
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
    count(*) over (partition by basis) as pairs,
from co_selling
where
    basis in ('position_based', 'form_s')
    and instrument = 'long_term'
    and follower_kind = 'group'
order by basis = 'form_s', p_value_adjusted, p_value, follower_name, lag_months
