-- SQL: macros/holdings/holdings_known.sql.
-- It is a macro because the post-hook makes holdings_as_of(date) in the
-- published file of it: the same SQL on what was known on another day.
{{ config(post_hook="{{ holdings_as_of() }}") }}
{{
    holdings_known(
        'known_to is null',
        ref('holdings_vintages'),
        ref('holder_flows_vintages'),
        ref('holders'),
        ref('series_breaks'),
        ref('holder_caveats'),
        with_other_sources=true,
    )
}}
order by
    holder_code asc,
    instrument asc,
    reference_month asc,
    is_continuing desc
