select
    basis,
    instrument,
    follower_name,
    follower_block,
    lag_months,
    shock_months,
    shock_months_sold,
    shock_months_sold_by_chance,
    lift,
    p_value,
    p_value_adjusted
from {{ ref('co_selling') }}
where lift is not null
order by basis = 'form_s', p_value_adjusted, p_value
limit 20
