{#
  Figures of the files that meta.source_precedence lists, with the row of it that is
  about their months: the end of a query `from figures` that has the CTEs `sources` and
  `holders`.
#}
{% macro joined_to_precedence() %}
    inner join sources
        on
            figures.source = sources.source
            and figures.instrument
            = coalesce(sources.instrument, figures.instrument)
            and figures.reference_month between
            coalesce(sources.first_month, figures.reference_month)
            and coalesce(sources.last_month, figures.reference_month)
    -- a code that holders lacks stays, for the foreign key's test to report
    left join holders
        on figures.holder_code = holders.holder_code
    -- what "All Other" holds differs by file and year, so it is no series
    where holders.scope is distinct from 'residual'
{% endmacro %}
