{#
  What the record said on a day, as table macros inside the published file. Markets are
  known from their own day on, so a month counts once it has ended.
#}
{% macro claim_evidence_as_of() %}
create or replace macro {{ target.schema }}.claim_evidence_as_of(as_of) as table
{{ claim_evidence_known({
    'holdings': 'select * from holdings_as_of(as_of)',
    'holder_flows': 'select * from holder_flows_as_of(as_of)',
    'market_monthly':
        'select * from main.market_monthly where reference_month <= as_of::date',
}) }};
comment on macro table {{ target.schema }}.claim_evidence_as_of is
'claim_evidence as the record stood on a day: from claim_evidence_as_of(date ''2024-12-31''). Columns and grain of claim_evidence; its queries read today''s tables.'
{% endmacro %}

{% macro claims_as_of() %}
create or replace macro {{ target.schema }}.claims_as_of(as_of) as table
{{ claims_known('claim_evidence_as_of(as_of)', 'as_of::date') }};
comment on macro table {{ target.schema }}.claims_as_of is
'claims as the record stood on a day: from claims_as_of(date ''2024-12-31''). Columns and grain of claims.'
{% endmacro %}
