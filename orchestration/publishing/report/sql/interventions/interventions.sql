select
    occurred_on,
    replace(direction, '_', ' ') as direction,
    amount_yen_bn,
    amount_usd_bn,
    is_estimate,
    known_by,
    first_visible_in_tic_on,
    source,
from interventions
where occurred_on >= '2018-01-01' and currency_pair = 'USD/JPY'
order by occurred_on desc
