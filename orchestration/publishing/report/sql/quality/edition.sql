select
    holdings_by_country.reference_month,
    holdings_by_country.released_on,
    build.built_at::date as built_on,
    build.fingerprint,
from holdings_by_country
cross join meta.build
where
    holdings_by_country.holder_code = '42609'
    and holdings_by_country.instrument = 'total'
order by holdings_by_country.reference_month desc
limit 1
