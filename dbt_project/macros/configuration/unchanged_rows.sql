{#
  Leave a node as it is where a run builds it only because something above it changed,
  and no row of what it reads did. `meta.build_plan` has the nodes of the run
  (orchestration/transform/build_plan.py); dbt by itself builds whatever it is told.
#}
{% macro nothing_that_it_reads_changed() %}
    {% if not a_run_has_a_plan() %}
        {{ return(false) }}
    {% endif %}
    {% set found = run_query(
        "select not must_be_built and not exists ("
        ~ "select 1 from meta.build_plan where rows_changed"
        ~ " and list_contains(" ~ model.depends_on.nodes ~ "::varchar[], node_id))"
        ~ " from meta.build_plan where node_id = '" ~ model.unique_id ~ "'"
    ) %}
    {% if found.rows | length == 0 or not found.rows[0][0] %}
        {{ return(false) }}
    {% endif %}
    {% do run_query(
        "update meta.build_plan set rows_changed = false where node_id = '"
        ~ model.unique_id ~ "'"
    ) %}
    {{ return(true) }}
{% endmacro %}

{# What dbt's result of such a node says; `dbt_run.py` asks for it. #}
{% macro left_as_it_is() %}
    {{ return('LEFT AS IT IS') }}
{% endmacro %}

{# Columns and rows in one text, whatever the order of the rows. #}
{% macro note_whether_rows_changed(relation) %}
    {% if a_run_has_a_plan() %}
        {% do run_query(
            "update meta.build_plan set rows_changed = content is distinct from found,"
            ~ " content = found from (select concat_ws(' ', count(*), sum(hash(rows)),"
            ~ " any_value(typeof(rows))) as found from " ~ relation ~ " as rows)"
            ~ " where node_id = '" ~ model.unique_id ~ "'"
        ) %}
    {% endif %}
{% endmacro %}

{% macro a_run_has_a_plan() %}
    {% set found = run_query(
        "select count(*) from duckdb_tables() where schema_name = 'meta'"
        ~ " and table_name = 'build_plan'"
    ) %}
    {{ return(found.rows[0][0] > 0) }}
{% endmacro %}

{# A test that passed on the same rows passes. #}
{% materialization test, adapter='duckdb' %}
    {% if nothing_that_it_reads_changed() %}
        {% call statement('main', fetch_result=True) -%}
            select 0 as failures, false as should_warn, false as should_error
        {%- endcall %}
        {{ return({'relations': []}) }}
    {% endif %}
    {{ return(dbt.materialization_test_default()) }}
{% endmaterialization %}
