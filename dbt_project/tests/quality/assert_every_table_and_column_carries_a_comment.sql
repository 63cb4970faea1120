-- Documented equals actual: every table, view and column of the schemas that
-- dbt makes has a comment in the database, and every column that the YAML
-- documents is there. (Contracts hold that for the marts' columns; views and
-- seeds have none.) It runs after these, the last of each branch; a new one
-- that is missing here shows as documented and not there.
-- depends_on: {{ ref('flows_by_country') }}
-- depends_on: {{ ref('holdings_by_country') }}
-- depends_on: {{ ref('holder_groups') }}
-- depends_on: {{ ref('holder_scopes') }}
-- depends_on: {{ ref('releases') }}
-- depends_on: {{ ref('market_monthly') }}
-- depends_on: {{ ref('yield_differences') }}
-- depends_on: {{ ref('freshness') }}
-- depends_on: {{ ref('revisions') }}
-- depends_on: {{ ref('revision_triangle') }}
-- depends_on: {{ ref('flipped_stories') }}
-- depends_on: {{ ref('cross_source') }}
-- depends_on: {{ ref('survey_holdings') }}
-- depends_on: {{ ref('claims') }}
-- depends_on: {{ ref('series_break_sizes') }}
-- depends_on: {{ ref('valuation_backtest') }}
-- depends_on: {{ ref('concentration_monthly') }}
-- depends_on: {{ ref('sector_split_monthly') }}
-- depends_on: {{ ref('rotation_flags') }}
-- depends_on: {{ ref('custody_scenarios') }}
-- depends_on: {{ ref('custody_blocks_monthly') }}
-- depends_on: {{ ref('custody_shift_flags') }}
-- depends_on: {{ ref('selling_breadth_monthly') }}
-- depends_on: {{ ref('valuation_adjusted_positions') }}
-- depends_on: {{ ref('japan_foreign_securities_purchases') }}
-- depends_on: {{ ref('japan_official_private') }}
-- depends_on: {{ ref('funding_ratio') }}
-- depends_on: {{ ref('stg_mof__securities_weekly') }}
-- depends_on: {{ ref('fx_rate_gap_model') }}
-- depends_on: {{ ref('co_selling') }}
-- depends_on: {{ ref('event_study') }}
-- depends_on: {{ ref('event_study_daily') }}
-- depends_on: {{ ref('turning_points') }}
-- depends_on: {{ ref('yield_impact_scenarios') }}
-- depends_on: {{ ref('holder_change_windows') }}
-- depends_on: {{ ref('policy_rates') }}
-- depends_on: {{ ref('mortgage_spread_weekly') }}
-- depends_on: {{ ref('fed_custody_weekly') }}
-- depends_on: {{ ref('reserve_currency_shares') }}
-- depends_on: {{ ref('consumer_prices_monthly') }}
-- depends_on: {{ ref('holder_shares') }}
-- depends_on: {{ ref('rate_differentials_daily') }}
-- depends_on: {{ ref('hedged_yields_monthly') }}
-- depends_on: {{ ref('custody_nowcast') }}
-- depends_on: {{ ref('stg_tic__mfh') }}
-- depends_on: {{ ref('stg_tic__slt_table1') }}
-- depends_on: {{ ref('stg_tic__slt_table5') }}
-- depends_on: {{ ref('known_exceptions') }}
{{ config(meta={'dagster': {'ref': {'name': 'market_monthly'}}}) }}

with

documented as (
    {{ documented_columns() }}
),

existing as (
    select
        database_name,
        schema_name,
        table_name as relation_name,
        column_name,
        comment,
    from duckdb_columns()
    where not internal
    union all
    select
        database_name,
        schema_name,
        table_name as relation_name,
        '' as column_name,
        comment,
    from duckdb_tables()
    where not internal
    union all
    select
        database_name,
        schema_name,
        view_name as relation_name,
        '' as column_name,
        comment,
    from duckdb_views()
    where not internal
),

dbt_relations as (
    select * from existing
    where
        database_name = current_database()
        and schema_name in (
            'main', 'quality', 'intermediate', 'staging', 'seeds'
        )
),

uncommented as (
    select
        schema_name,
        relation_name,
        column_name,
        'has no comment' as problem,
    from dbt_relations
    where trim(coalesce(comment, '')) = ''
),

absent as (
    select
        documented.schema_name,
        documented.relation_name,
        documented.column_name,
        'is documented, and not there when this test ran' as problem,
    from documented
    anti join dbt_relations
        on
            documented.schema_name = dbt_relations.schema_name
            and documented.relation_name = dbt_relations.relation_name
            and documented.column_name = dbt_relations.column_name
),

final as (
    select * from uncommented
    union all
    select * from absent
)

select * from final
order by schema_name, relation_name, column_name
