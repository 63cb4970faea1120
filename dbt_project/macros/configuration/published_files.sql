{#
  The published files as their blocks in orchestration/sources describe them, so that a
  new file needs no line here: a list of mappings with raw_table, label_source and
  staging (model, understood_by, figures). Whoever starts dbt puts them into the
  environment (orchestration/transform/dbt_manifest.py).
#}
{% macro published_files() %}
{%- if env_var is not defined -%}
  {#- sqlfluff, which has no environment: one file of each kind stands for all -#}
  {{ return([{
      'raw_table': 'tic_slt_table3', 'label_source': 'slt_table3',
      'staging': {
          'model': 'stg_tic__slt_table3', 'understood_by': 'instrument',
          'figures': [{
              'security_type': "'treasury'", 'instrument': 'instrument',
              'measure': 'measure', 'segment_id': 'null::varchar',
              'value': 'value_usd_mn', 'column_number': 'column_number',
          }],
      },
  }]) }}
{%- endif -%}
{%- set files = fromjson(env_var('TIC_WAREHOUSE_SOURCES', '[]')) -%}
{%- if execute and not files -%}
  {{ exceptions.raise_compiler_error(
      "TIC_WAREHOUSE_SOURCES is not set, so dbt knows no published file: start dbt"
      ~ " by `tic-warehouse run`"
  ) }}
{%- endif -%}
{{ return(files) }}
{% endmacro %}

{# Those of them that one condition is about: 'label_source', 'figures', 'understood_by'. #}
{% macro published_files_with(what) %}
{%- set found = [] -%}
{%- for file in published_files() -%}
  {%- if (file[what] if what == 'label_source' else file.staging and file.staging[what]) -%}
    {%- do found.append(file) -%}
  {%- endif -%}
{%- endfor -%}
{{ return(found) }}
{% endmacro %}
