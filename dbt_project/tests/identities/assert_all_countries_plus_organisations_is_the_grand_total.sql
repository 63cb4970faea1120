-- Identity 4: all countries (69995) + organisations (79995) = grand total
-- (99996), exactly, in Table 1 for every security type and in Table 3 for every
-- maturity, in every vintage.
{{ config(meta={'dagster': {'ref': {'name': 'stg_tic__slt_table3'}}}) }}
{{
    sum_of_holders(
        parts=[var('all_countries'), var('organisations')],
        whole=var('grand_total')
    )
}}
