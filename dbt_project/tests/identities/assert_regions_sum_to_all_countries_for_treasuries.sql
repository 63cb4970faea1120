-- The six regions and Canada make up all countries (69995), exactly, for
-- Treasuries only (measured on every month of the editions of 2026-04-15 and
-- 2026-06-18; other securities have an unallocated rest). A region that is lost
-- or mapped to another code shows here.
{{ config(meta={'dagster': {'ref': {'name': 'stg_tic__slt_table3'}}}) }}
{{
    sum_of_holders(
        parts=['19992', '29998', '34401', '39942', '49999', '59994', '69906'],
        whole=var('all_countries'),
        security_types=['treasury'],
    )
}}
