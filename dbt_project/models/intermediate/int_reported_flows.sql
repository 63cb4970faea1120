{{ config(post_hook="{{ holder_flows_as_of() }}") }}
{{
    holder_flows_known(
        'known_to is null',
        ref('holdings'),
        ref('holder_flows_vintages'),
        ref('holders'),
        ref('series_breaks'),
    )
}}
order by holder_code, instrument, reference_month
