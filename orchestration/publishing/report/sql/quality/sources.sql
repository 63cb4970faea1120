-- The ministry's days of intervention are typed over until its file has been
-- fetched, so it is a source of the page before a file of it has landed.
select
    replace(publisher, ' by FRED', ', through FRED') as publisher,
    string_agg(distinct licence, '; ' order by licence) as licence,
    string_agg(title, '; ' order by title) as titles,
from meta.sources
where vintages > 0 or id = 'mof_interventions'
group by publisher
order by publisher
