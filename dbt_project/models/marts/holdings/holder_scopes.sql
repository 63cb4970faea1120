with

scopes as (
    select * from {{ ref('scope_registry') }}
),

names as (
    select * from {{ ref('holder_codes') }}
),

final as (
    select
        scopes.holder_code,
        names.holder_name,
        scopes.source_file,
        scopes.valid_from,
        scopes.valid_to,
        scopes.scope,
        scopes.covers,
        scopes.succeeded_by,
        scopes.basis,
        scopes.reason,
        scopes.reference,
    from scopes
    left join names
        on scopes.holder_code = names.holder_code
)

select * from final
order by
    holder_code asc,
    source_file asc,
    valid_to asc nulls last
