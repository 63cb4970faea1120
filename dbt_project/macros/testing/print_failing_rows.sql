{#
  Print the first rows of each test that failed, at the end of a run, so that a reader
  sees what is wrong and not only which query found it. It prints by raising an error,
  as the run has failed already; a run without failures prints nothing.
#}
{% macro print_failing_rows(results) %}
    {%- if execute -%}
        {%- set lines = [] -%}
        {%- for result in results
            if result.status == 'fail' and result.node.resource_type == 'test' -%}
            {%- do lines.append(result.node.name ~ ' found:') -%}
            {%- set found = run_query(
                'select * from (' ~ result.node.compiled_code ~ ') limit 5'
            ) -%}
            {%- for row in found.rows -%}
                {%- set figures = [] -%}
                {%- for name in found.column_names -%}
                    {%- do figures.append(name ~ '=' ~ row[name]) -%}
                {%- endfor -%}
                {%- do lines.append('  ' ~ figures | join(', ')) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- if lines -%}
            select error('{{ lines | join('\n') | replace("'", "''") }}')
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
