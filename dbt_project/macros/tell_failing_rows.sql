{#
  At the end of a run: of each test that failed, the first rows it found, so that a
  reader sees what is wrong and not only where the query lies. It says so in an
  error, as the run has failed already; a run without failures says nothing.
#}
{% macro tell_failing_rows(results) %}
    {%- if execute -%}
        {%- set told = [] -%}
        {%- for result in results
            if result.status == 'fail' and result.node.resource_type == 'test' -%}
            {%- do told.append(result.node.name ~ ' found:') -%}
            {%- set found = run_query(
                'select * from (' ~ result.node.compiled_code ~ ') limit 5'
            ) -%}
            {%- for row in found.rows -%}
                {%- set figures = [] -%}
                {%- for name in found.column_names -%}
                    {%- do figures.append(name ~ '=' ~ row[name]) -%}
                {%- endfor -%}
                {%- do told.append('  ' ~ figures | join(', ')) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- if told -%}
            select error('{{ told | join('\n') | replace("'", "''") }}')
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
