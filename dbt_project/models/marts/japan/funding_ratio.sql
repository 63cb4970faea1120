-- SQL: macros/japan/funding_ratio_known.sql.
-- It is a macro because the post-hook makes funding_ratio_as_of(date) in the
-- published file of it: the same SQL on what was known on another day.
-- The macro reads what positions say by its plain name.
-- depends_on: {{ ref('holder_flows') }}
{{ config(post_hook="{{ funding_ratio_as_of() }}") }}
{{
    funding_ratio_known(
        'true', ref('interventions'), ref('int_reported_flows'), ref('yields'),
        ref('japan_reserves'), ref('int_position_based_purchases')
    )
}}
order by direction, first_day
