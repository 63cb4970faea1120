{#- What the page calls the bases of net purchases. -#}
{% set bases = {
    'slt_reported': 'reported on Form SLT',
    'form_s': 'reported on Form S',
    'form_s, slt_reported': 'reported on Form S, then on Form SLT',
    'position_based': 'taken from positions',
    'position_based, slt_reported':
        'taken from positions, then reported on Form SLT',
    'frb_estimate': 'estimated by staff of the Federal Reserve',
} %}

{#-
    The words for the keys in a column, by a mapping from key to words; a key that
    the mapping does not have stays as it is. `margin` is the number of spaces in
    front of the line that the expression begins on.
-#}
{% macro in_words(column, words, margin=4) -%}
    {%- set before = '\n' ~ ' ' * margin -%}
    case {{ column }}
    {%- for key, name in words.items() -%}
        {{ before }}    when '{{ key }}' then '{{ name | replace("'", "''") }}'
    {%- endfor -%}
    {{ before }}    else {{ column }}
    {{- before }}end
{%- endmacro %}
