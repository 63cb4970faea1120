{% from "macros/in_words.sql" import bases, in_words -%}
select
    first_day,
    last_day,
    amount_usd_bn,
    position_change_usd_bn,
    net_purchases_usd_bn,
    funding_ratio_on_holdings,
    funding_ratio_on_purchases,
    funding_ratio_on_form_s_purchases,
    {{ in_words('purchases_basis', bases) }} as purchases_basis,
from funding_ratio
where
    direction = 'yen_bought'
    and first_day >= '2018-01-01'
    and position_change_usd_bn is not null
order by first_day
