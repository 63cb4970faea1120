{{ config(post_hook="{{ funding_ratio_as_of() }}") }}
{{
    funding_ratio_known(
        'true', ref('interventions'), ref('int_reported_flows')
    )
}}
order by direction, first_day
