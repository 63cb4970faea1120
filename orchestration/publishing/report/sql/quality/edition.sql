select
    holdings_by_country.reference_month,
    holdings_by_country.released_on,
    build.built_at::date as built_on,
    build.fingerprint,
    left(build.fingerprint, 12) as edition,
from holdings_by_country
cross join meta.build
where
    holdings_by_country.holder_code = '42609'
    and holdings_by_country.position_usd_mn is not null
order by holdings_by_country.reference_month desc
limit 1
