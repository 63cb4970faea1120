-- SQL: macros/flows/reported_flows_known.sql.
-- It is a macro because the post-hook makes holder_flows_as_of(date) in the
-- published file of it: the same SQL on what was known on another day.
{{ config(post_hook="{{ holder_flows_as_of() }}") }}
{{
    reported_flows_known(
        'known_to is null',
        ref('holdings'),
        ref('holder_flows_vintages'),
        ref('holders'),
        ref('series_breaks'),
    )
}}
order by holder_code, instrument, reference_month
