{#-
    The columns of holder_change_windows that say how a position changed and how
    much of that was bought or sold, in billions of dollars.
-#}
{% macro change_columns() -%}
round(position_change_usd_mn / 1000, 3) as position_change_usd_bn,
    round(net_purchases_usd_mn / 1000, 3) as net_purchases_usd_bn,
    round(valuation_change_usd_mn / 1000, 3) as valuation_change_usd_bn,
    round(other_change_usd_mn / 1000, 3) as other_change_usd_bn,
    round(closing_position_usd_mn / 1000, 3) as closing_position_usd_bn,
    round(net_purchases_with_other_usd_mn / 1000, 3)
        as net_purchases_with_other_usd_bn,
    months_of_net_sales,
    direction,
    is_direction_firm,
    caveat,
    first_month,
    last_month,
{%- endmacro %}
