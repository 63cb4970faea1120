-- Identity 4: foreign official (99990) + non-official (99991) = grand total
-- (99996), exactly, in Table 1 for every security type and in Table 3 for every
-- maturity, in every vintage.
{{ config(meta={'dagster': {'ref': {'name': 'stg_tic__slt_table3'}}}) }}
{{
    sum_of_holders(
        parts=[var('foreign_official'), var('foreign_non_official')],
        whole=var('grand_total')
    )
}}
