
    
    select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
      
    
  
    
    

with all_values as (

    select
        verdict as value_field,
        count(*) as n_records

    from "warehouse"."main"."claims"
    group by verdict

)

select *
from all_values
where value_field not in (
    'supported','contradicted','mixed','not testable'
)



  
  limit 20
  
      
    ) dbt_internal_test