{#- What the page calls the bases of evidence. -#}
{% set evidence_bases = {
    'slt_reported': 'net purchases reported on Form SLT',
    'form_s': 'net purchases reported on Form S',
    'positions': 'positions at month-end',
} %}

{#-
    How the units of evidence follow a figure, of one and of more; what only repeats
    the question has none.
-#}
{% set evidence_units = {
    'USD billion': ('billion dollars', 'billion dollars'),
    'USD billion a month': ('billion dollars a month', 'billion dollars a month'),
    'USD billion held': ('billion dollars', 'billion dollars'),
    'months': ('month', 'months'),
    'days': ('day', 'days'),
    'years': ('year', 'years'),
    'countries': ('country', 'countries'),
    'episodes': ('episode', 'episodes'),
    'events': ('event', 'events'),
    'tests': ('test', 'tests'),
    'change points': ('change point', 'change points'),
    'basis points': ('basis point', 'basis points'),
    'percentage points': ('percentage point', 'percentage points'),
    'correlation': none,
    'place': none,
    'probability': none,
    'ratio': none,
} %}

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
