{#
  The columns that the YAML of this run's models and seeds documents, as rows:
  schema_name, relation_name, column_name.
#}
{% macro documented_columns() %}
    select *
    from (
        values
        ('', '', '')
        {%- if execute %}
        {%- for node in graph.nodes.values()
            if node.resource_type in ('model', 'seed')
            and node.unique_id in selected_resources %}
        {%- for column in node.columns.values() %},
        ('{{ node.schema }}', '{{ node.alias }}', '{{ column.name }}')
        {%- endfor %}
        {%- endfor %}
        {%- endif %}
    ) as listed (schema_name, relation_name, column_name)
    where listed.column_name <> ''
{% endmacro %}
