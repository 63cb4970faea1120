{#
  A key without an index: for tables on which a primary key would cost too much, and
  for seeds. Nulls are alike here, as they are not in a primary key.
#}
{% test one_row_per(model, columns) %}
select
    {{ columns | join(', ') }},
    count(*) as copies,
from {{ model }}
group by all
having count(*) > 1
{% endtest %}
