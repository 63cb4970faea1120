{#
  A printed label as the seed holder_labels lists it for a file that prints no codes:
  blanks collapsed, footnote marks in brackets taken off (orchestration/landing/labels.py).
#}
{% macro listed_label(label) -%}
regexp_replace(
            trim(regexp_replace({{ label }}, '\s+', ' ', 'g')),
            '{{ var("footnote_marks") }}',
            ''
        )
{%- endmacro %}
