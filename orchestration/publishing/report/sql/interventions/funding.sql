{% from "macros/in_words.sql" import bases, in_words -%}
select
    first_day,
    last_day,
    amount_usd_bn,
    if(is_estimate, 'estimate of the market', 'Ministry of Finance')
        as amount_by,
    position_change_usd_bn,
    net_purchases_usd_bn,
    funding_ratio_on_holdings,
    funding_ratio_on_purchases,
    funding_ratio_on_form_s_purchases,
    funding_ratio_on_purchases_from_settlement,
    reserve_securities_change_usd_bn,
    funding_ratio_on_reserve_securities,
    {{ in_words('purchases_basis', bases) }} as purchases_basis,
from funding_ratio
where
    direction = 'yen_bought'
    and first_day >= '2018-01-01'
    and (
        position_change_usd_bn is not null
        or reserve_securities_change_usd_bn is not null
    )
order by first_day
