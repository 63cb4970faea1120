
    
    select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
      
    
  
    
    

with child as (
    select claim_id as from_field
    from "warehouse"."main"."claim_evidence"
    where claim_id is not null
),

parent as (
    select claim_id as to_field
    from "warehouse"."main"."claims"
)

select
    from_field

from child
left join parent
    on child.from_field = parent.to_field

where parent.to_field is null



  
  limit 20
  
      
    ) dbt_internal_test