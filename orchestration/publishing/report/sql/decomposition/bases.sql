select
    holder_name,
    calendar_year::varchar as calendar_year,
    months,
    round(form_s_net_purchases_usd_mn / 1000, 3)
        as form_s_net_purchases_usd_bn,
    round(position_based_net_purchases_usd_mn / 1000, 3)
        as position_based_net_purchases_usd_bn,
    round(position_based_net_purchases_low_usd_mn / 1000, 3)
        as position_based_net_purchases_low_usd_bn,
    round(position_based_net_purchases_high_usd_mn / 1000, 3)
        as position_based_net_purchases_high_usd_bn,
    case
        when disagrees_over_whole_band then 'disagree'
        when bases_disagree_in_sign then 'disagree within the band'
        else 'agree'
    end as sign,
from net_purchases_by_year
where holder_scope = 'country' and calendar_year >= 2012
order by holder_name asc, calendar_year desc
