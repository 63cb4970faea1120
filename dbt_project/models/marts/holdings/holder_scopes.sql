with

scopes as (
    select * from {{ ref('scope_registry') }}
),

final as (
    select
        holder_code,
        source_file,
        valid_from,
        valid_to,
        scope,
        covers,
        succeeded_by,
        basis,
        reason,
        reference,
    from scopes
)

select * from final
order by
    holder_code asc,
    source_file asc,
    valid_to asc nulls last
