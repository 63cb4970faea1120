-- SQL: macros/flows/securities_known.sql.
-- It is a macro because the post-hook makes holder_securities_as_of(date) in
-- the published file of it: the same SQL on what was known on another day, with
-- the caveats of holdings.
-- depends_on: {{ ref('holdings') }}
{{ config(post_hook="{{ holder_securities_as_of() }}") }}
{{
    securities_known(
        'known_to is null',
        ref('figure_vintages'),
        ref('holders'),
        ref('series_breaks'),
        ref('holder_caveats'),
    )
}}
order by security_type, holder_code, reference_month
