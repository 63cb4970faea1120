{#
  How a model or a seed comes into the database. Nobody else has the build open, and a
  build that fails is thrown away, so the names that dbt changes (made beside the old
  table, renamed into its place, the old one kept until then) would protect nothing: a
  fifth of a build's time went into them. What is there already is replaced. Contracts
  are dbt's own: it compares the columns, and DuckDB holds the constraints.
#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {% if nothing_that_it_reads_changed() %}
        {% do store_result('main', response=left_as_it_is()) %}
        {{ return({'relations': [target_relation]}) }}
    {% endif %}
    {% do drop_another_kind(target_relation) %}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% call statement('main', language=model['language']) -%}
        {%- if model['language'] == 'python' -%}
            {{ replace_table_from_python(target_relation, compiled_code) }}
        {%- else -%}
            {{ replace_table(target_relation, compiled_code) }}
        {%- endif -%}
    {%- endcall %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do persist_docs(target_relation, model) %}
    {% do note_whether_rows_changed(target_relation) %}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='view') -%}
    {% if nothing_that_it_reads_changed() %}
        {% do store_result('main', response=left_as_it_is()) %}
        {{ return({'relations': [target_relation]}) }}
    {% endif %}
    {% do drop_another_kind(target_relation) %}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% call statement('main') -%}
        {% if config.get('contract').enforced %}
            {{ get_assert_columns_equivalent(sql) }}
        {% endif %}
        create or replace view {{ target_relation }} as (
            {{ sql }}
        );
    {%- endcall %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do persist_docs(target_relation, model) %}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{#
  Every column has its type in the seed's YAML, by its name, so that none is guessed
  from the rows that there are today.
#}
{% materialization seed, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set types = config.get('column_types') -%}
    {% if not types %}
        {% do exceptions.raise_compiler_error(
            'config.column_types: the seed needs a type for each of its columns'
        ) %}
    {% endif %}
    {% do drop_another_kind(target_relation) %}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% call statement('main') -%}
        create or replace table {{ target_relation }} as
        from read_csv(
            '{{ adapter.escape_sql_string(adapter.get_seed_file_path(model)) }}',
            header = true,
            delim = '{{ config.get('delimiter', ',') }}',
            quote = '"',
            escape = '"',
            types = {{ types }}
        );
    {%- endcall %}
    {% do store_result('agate_table', response='OK') %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do persist_docs(target_relation, model) %}
    {% do note_whether_rows_changed(target_relation) %}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{#
  `create or replace` replaces its own kind only: a model that was a view and became a
  table stands in its own way.
#}
{% macro drop_another_kind(relation) %}
    {% set existing = load_cached_relation(relation) %}
    {% if existing is not none and existing.type != relation.type %}
        {% do adapter.drop_relation(existing) %}
    {% endif %}
{% endmacro %}

{% macro replace_table(relation, query) %}
    {% if config.get('contract').enforced %}
        {{ get_assert_columns_equivalent(query) }}
        create or replace table {{ relation }}
        {{ with_first_day_of_month(get_table_columns_and_constraints()) }};
        insert into {{ relation }} {{ get_column_names() }} (
            {{ get_select_subquery(query) }}
        );
    {% else %}
        create or replace table {{ relation }} as (
            {{ query }}
        );
    {% endif %}
{% endmacro %}

{#
  A month has two names: `reference_month`, its last day, and after it `month`, its
  first, so that either finds rows. DuckDB works it out when it is asked for.
#}
{% macro with_first_day_of_month(columns) %}
    {{ return(modules.re.sub(
        '(\\breference_month date( not null)?)',
        "\\1, month date generated always as"
        ~ " (date_trunc('month', reference_month)::date) virtual",
        columns
    )) }}
{% endmacro %}

{# What dbt runs to store the frame that a Python model returns. #}
{% macro replace_table_from_python(relation, code) %}
{{ code }}

def materialize(frame, connection):
    connection.register('returned', frame)
    connection.execute('create or replace table {{ relation }} as from returned')
    connection.unregister('returned')
{% endmacro %}

{#
  All comments of a model in one call. A column that the YAML describes and the table
  has not is DuckDB's error; dbt would ask for the columns twice and only warn.
#}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) %}
    {% set comments = [] %}
    {% if for_relation and config.persist_relation_docs() and model.description %}
        {% do comments.append(alter_relation_comment(relation, model.description)) %}
    {% endif %}
    {% if for_columns and config.persist_column_docs() %}
        {% for name, column in model.columns.items() %}
            {% do comments.append(
                'comment on column ' ~ relation ~ '.' ~ adapter.quote(name) ~ ' is '
                ~ duckdb_escape_comment(column.description) ~ ';'
            ) %}
        {% endfor %}
    {% endif %}
    {% if 'reference_month' in model.columns and config.get('contract').enforced %}
        {% do comments.append(
            'comment on column ' ~ relation ~ '.month is '
            ~ duckdb_escape_comment(
                'First day of the month that ends with reference_month.'
            ) ~ ';'
        ) %}
    {% endif %}
    {% if comments %}
        {% call statement('comments') %}{{ comments | join('\n') }}{% endcall %}
    {% endif %}
{% endmacro %}
