select
    holder_name,
    reference_month,
    position_usd_mn,
    long_term_position_usd_mn,
    short_term_position_usd_mn
from {{ ref('holdings_by_country') }}
where
    position_usd_mn is not null
    and reference_month = (
        select max(ended.reference_month)
        from {{ ref('holdings_by_country') }} as ended
        where ended.is_complete_month
    )
order by position_usd_mn desc
limit 10
