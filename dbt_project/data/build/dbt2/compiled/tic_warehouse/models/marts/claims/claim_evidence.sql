

with
holdings as materialized (
    select * from "warehouse"."main"."holdings"
),

holder_flows as materialized (
    select * from "warehouse"."main"."holder_flows"
),

market_monthly as materialized (
    select * from "warehouse"."main"."market_monthly"
),

final as (
    
select
    'japan_is_the_largest_holder' as claim_id,
    'place_of_japan' as evidence_id,
    'Place of Japan among countries in the latest month' as what,
    (
        select 1 + count(*) filter (
            position_usd_mn > (
                select position_usd_mn from holdings
                where holder_code = '42609' and instrument = 'total'
                    and is_continuing
                order by reference_month desc limit 1
            )
        )
        from holdings
        where holder_scope = 'country' and instrument = 'total' and is_continuing
            and reference_month = (
                select max(reference_month) from holdings
                where holder_code = '42609' and instrument = 'total'
            )
        having count(*) > 0
    )::double as value,
    'place' as unit,
    nullif('', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (false)
    ) as breaks_crossed,
    'select 1 + count(*) filter (
    position_usd_mn > (
        select position_usd_mn from holdings
        where holder_code = ''42609'' and instrument = ''total''
            and is_continuing
        order by reference_month desc limit 1
    )
)
from holdings
where holder_scope = ''country'' and instrument = ''total'' and is_continuing
    and reference_month = (
        select max(reference_month) from holdings
        where holder_code = ''42609'' and instrument = ''total''
    )
having count(*) > 0' as query,

union all

select
    'japan_is_the_largest_holder' as claim_id,
    'months_in_front' as evidence_id,
    'Months in a row, up to the latest, in which no country held more' as what,
    (
        select datediff(
            'month',
            max(reference_month) filter (holder_code <> '42609'),
            max(reference_month)
        )
        from (
            select reference_month, holder_code from holdings
            where holder_scope = 'country' and instrument = 'total'
                and is_continuing and frequency = 'monthly'
            qualify row_number() over (
                partition by reference_month order by position_usd_mn desc
            ) = 1
        )
    )::double as value,
    'months' as unit,
    nullif('', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (holder_code = '42609' and instrument = 'total' and reference_month >= date '2019-06-30')
    ) as breaks_crossed,
    'select datediff(
    ''month'',
    max(reference_month) filter (holder_code <> ''42609''),
    max(reference_month)
)
from (
    select reference_month, holder_code from holdings
    where holder_scope = ''country'' and instrument = ''total''
        and is_continuing and frequency = ''monthly''
    qualify row_number() over (
        partition by reference_month order by position_usd_mn desc
    ) = 1
)' as query,

union all

select
    'fell_from_the_end_of_2023' as claim_id,
    'change_to_march_2024' as evidence_id,
    'Change of Japan''s holdings from December 2023 to March 2024' as what,
    (
        select sum(position_usd_mn) filter (reference_month = date '2024-03-31')
            - sum(position_usd_mn) filter (reference_month = date '2023-12-31')
        from holdings
        where holder_code = '42609' and instrument = 'total' and is_continuing
    )::double as value,
    'USD million' as unit,
    nullif('', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (holder_code = '42609' and instrument = 'total' and reference_month between date '2023-12-31' and date '2024-12-31')
    ) as breaks_crossed,
    'select sum(position_usd_mn) filter (reference_month = date ''2024-03-31'')
    - sum(position_usd_mn) filter (reference_month = date ''2023-12-31'')
from holdings
where holder_code = ''42609'' and instrument = ''total'' and is_continuing' as query,

union all

select
    'fell_from_the_end_of_2023' as claim_id,
    'months_to_the_peak_of_2024' as evidence_id,
    'Months from December 2023 to the highest month-end of 2024' as what,
    (
        select datediff(
            'month', date '2023-12-31', arg_max(reference_month, position_usd_mn)
        )
        from holdings
        where holder_code = '42609' and instrument = 'total' and is_continuing
            and reference_month between date '2023-12-31' and date '2024-12-31'
    )::double as value,
    'months' as unit,
    nullif('', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (holder_code = '42609' and instrument = 'total' and reference_month between date '2023-12-31' and date '2024-12-31')
    ) as breaks_crossed,
    'select datediff(
    ''month'', date ''2023-12-31'', arg_max(reference_month, position_usd_mn)
)
from holdings
where holder_code = ''42609'' and instrument = ''total'' and is_continuing
    and reference_month between date ''2023-12-31'' and date ''2024-12-31''' as query,

union all

select
    'fell_from_the_end_of_2023' as claim_id,
    'change_to_december_2024' as evidence_id,
    'Change of Japan''s holdings from December 2023 to December 2024' as what,
    (
        select sum(position_usd_mn) filter (reference_month = date '2024-12-31')
            - sum(position_usd_mn) filter (reference_month = date '2023-12-31')
        from holdings
        where holder_code = '42609' and instrument = 'total' and is_continuing
    )::double as value,
    'USD million' as unit,
    nullif('', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (holder_code = '42609' and instrument = 'total' and reference_month between date '2023-12-31' and date '2024-12-31')
    ) as breaks_crossed,
    'select sum(position_usd_mn) filter (reference_month = date ''2024-12-31'')
    - sum(position_usd_mn) filter (reference_month = date ''2023-12-31'')
from holdings
where holder_code = ''42609'' and instrument = ''total'' and is_continuing' as query,

union all

select
    'fell_from_the_end_of_2023' as claim_id,
    'change_to_the_latest_month' as evidence_id,
    'Change of Japan''s holdings from December 2023 to the latest month' as what,
    (
        select arg_max(position_usd_mn, reference_month)
            - arg_min(position_usd_mn, reference_month)
        from holdings
        where holder_code = '42609' and instrument = 'total' and is_continuing
            and reference_month >= date '2023-12-31'
    )::double as value,
    'USD million' as unit,
    nullif('', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (holder_code = '42609' and instrument = 'total' and reference_month >= date '2023-12-31')
    ) as breaks_crossed,
    'select arg_max(position_usd_mn, reference_month)
    - arg_min(position_usd_mn, reference_month)
from holdings
where holder_code = ''42609'' and instrument = ''total'' and is_continuing
    and reference_month >= date ''2023-12-31''' as query,

union all

select
    'fall_accelerated_early_in_2025' as claim_id,
    'change_in_the_first_quarter' as evidence_id,
    'Change of Japan''s holdings from December 2024 to March 2025' as what,
    (
        select sum(position_usd_mn) filter (reference_month = date '2025-03-31')
            - sum(position_usd_mn) filter (reference_month = date '2024-12-31')
        from holdings
        where holder_code = '42609' and instrument = 'total' and is_continuing
    )::double as value,
    'USD million' as unit,
    nullif('', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (holder_code = '42609' and instrument = 'total' and reference_month between date '2024-12-31' and date '2025-11-30')
    ) as breaks_crossed,
    'select sum(position_usd_mn) filter (reference_month = date ''2025-03-31'')
    - sum(position_usd_mn) filter (reference_month = date ''2024-12-31'')
from holdings
where holder_code = ''42609'' and instrument = ''total'' and is_continuing' as query,

union all

select
    'fall_accelerated_early_in_2025' as claim_id,
    'pace_of_the_fall_before' as evidence_id,
    'Change a month from March to December 2024' as what,
    (
        select (
            sum(position_usd_mn) filter (reference_month = date '2024-12-31')
            - sum(position_usd_mn) filter (reference_month = date '2024-03-31')
        ) / 9
        from holdings
        where holder_code = '42609' and instrument = 'total' and is_continuing
    )::double as value,
    'USD million a month' as unit,
    nullif('', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (holder_code = '42609' and instrument = 'total' and reference_month between date '2023-12-31' and date '2024-12-31')
    ) as breaks_crossed,
    'select (
    sum(position_usd_mn) filter (reference_month = date ''2024-12-31'')
    - sum(position_usd_mn) filter (reference_month = date ''2024-03-31'')
) / 9
from holdings
where holder_code = ''42609'' and instrument = ''total'' and is_continuing' as query,

union all

select
    'fall_accelerated_early_in_2025' as claim_id,
    'rises_from_january_to_november' as evidence_id,
    'Months of January to November 2025 in which Japan''s holdings rose' as what,
    (
        select nullif(count(position_change_usd_mn), 0)
            - count(*) filter (position_change_usd_mn <= 0)
        from holder_flows
        where holder_code = '42609' and instrument = 'total'
            and reference_month between date '2025-01-31' and date '2025-11-30'
    )::double as value,
    'months' as unit,
    nullif('', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (holder_code = '42609' and instrument = 'total' and reference_month between date '2024-12-31' and date '2025-11-30')
    ) as breaks_crossed,
    'select nullif(count(position_change_usd_mn), 0)
    - count(*) filter (position_change_usd_mn <= 0)
from holder_flows
where holder_code = ''42609'' and instrument = ''total''
    and reference_month between date ''2025-01-31'' and date ''2025-11-30''' as query,


    union all
    

select
    'the_fall_was_selling' as claim_id,
    'position_change_april_to_december_2024' as evidence_id,
    'Change of holdings of Japan from April to December 2024' as what,
    (
        select sum(position_change_usd_mn)
        from holder_flows where holder_code = '42609' and instrument = 'total' and reference_month between date '2024-04-30' and date '2024-12-31'
    )::double as value,
    'USD million' as unit,
    nullif('slt_reported', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (holder_code = '42609' and instrument = 'total' and reference_month >= date '2024-01-31')
    ) as breaks_crossed,
    'select sum(position_change_usd_mn)
from holder_flows where holder_code = ''42609'' and instrument = ''total'' and reference_month between date ''2024-04-30'' and date ''2024-12-31''' as query,

union all

select
    'the_fall_was_selling' as claim_id,
    'position_change_since_january_2024' as evidence_id,
    'Change of holdings of Japan from January 2024 to the latest month' as what,
    (
        select sum(position_change_usd_mn)
        from holder_flows where holder_code = '42609' and instrument = 'total' and reference_month >= date '2024-01-31'
    )::double as value,
    'USD million' as unit,
    nullif('slt_reported', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (holder_code = '42609' and instrument = 'total' and reference_month >= date '2024-01-31')
    ) as breaks_crossed,
    'select sum(position_change_usd_mn)
from holder_flows where holder_code = ''42609'' and instrument = ''total'' and reference_month >= date ''2024-01-31''' as query,

union all


select
    'the_fall_was_selling' as claim_id,
    'net_purchases_april_to_december_2024' as evidence_id,
    'Net purchases of Japan from April to December 2024' as what,
    (
        select sum(net_purchases_usd_mn)
        from holder_flows where holder_code = '42609' and instrument = 'total' and reference_month between date '2024-04-30' and date '2024-12-31'
    )::double as value,
    'USD million' as unit,
    nullif('slt_reported', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (holder_code = '42609' and instrument = 'total' and reference_month >= date '2024-01-31')
    ) as breaks_crossed,
    'select sum(net_purchases_usd_mn)
from holder_flows where holder_code = ''42609'' and instrument = ''total'' and reference_month between date ''2024-04-30'' and date ''2024-12-31''' as query,

union all

select
    'the_fall_was_selling' as claim_id,
    'net_purchases_since_january_2024' as evidence_id,
    'Net purchases of Japan from January 2024 to the latest month' as what,
    (
        select sum(net_purchases_usd_mn)
        from holder_flows where holder_code = '42609' and instrument = 'total' and reference_month >= date '2024-01-31'
    )::double as value,
    'USD million' as unit,
    nullif('slt_reported', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (holder_code = '42609' and instrument = 'total' and reference_month >= date '2024-01-31')
    ) as breaks_crossed,
    'select sum(net_purchases_usd_mn)
from holder_flows where holder_code = ''42609'' and instrument = ''total'' and reference_month >= date ''2024-01-31''' as query,

union all


select
    'the_fall_was_selling' as claim_id,
    'valuation_change_april_to_december_2024' as evidence_id,
    'Price change of Japan from April to December 2024' as what,
    (
        select sum(valuation_change_usd_mn)
        from holder_flows where holder_code = '42609' and instrument = 'total' and reference_month between date '2024-04-30' and date '2024-12-31'
    )::double as value,
    'USD million' as unit,
    nullif('slt_reported', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (holder_code = '42609' and instrument = 'total' and reference_month >= date '2024-01-31')
    ) as breaks_crossed,
    'select sum(valuation_change_usd_mn)
from holder_flows where holder_code = ''42609'' and instrument = ''total'' and reference_month between date ''2024-04-30'' and date ''2024-12-31''' as query,

union all

select
    'the_fall_was_selling' as claim_id,
    'valuation_change_since_january_2024' as evidence_id,
    'Price change of Japan from January 2024 to the latest month' as what,
    (
        select sum(valuation_change_usd_mn)
        from holder_flows where holder_code = '42609' and instrument = 'total' and reference_month >= date '2024-01-31'
    )::double as value,
    'USD million' as unit,
    nullif('slt_reported', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (holder_code = '42609' and instrument = 'total' and reference_month >= date '2024-01-31')
    ) as breaks_crossed,
    'select sum(valuation_change_usd_mn)
from holder_flows where holder_code = ''42609'' and instrument = ''total'' and reference_month >= date ''2024-01-31''' as query,

union all


select
    'the_fall_was_selling' as claim_id,
    'other_change_april_to_december_2024' as evidence_id,
    'What neither purchases nor prices explain of Japan from April to December 2024' as what,
    (
        select sum(other_change_usd_mn)
        from holder_flows where holder_code = '42609' and instrument = 'total' and reference_month between date '2024-04-30' and date '2024-12-31'
    )::double as value,
    'USD million' as unit,
    nullif('slt_reported', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (holder_code = '42609' and instrument = 'total' and reference_month >= date '2024-01-31')
    ) as breaks_crossed,
    'select sum(other_change_usd_mn)
from holder_flows where holder_code = ''42609'' and instrument = ''total'' and reference_month between date ''2024-04-30'' and date ''2024-12-31''' as query,

union all

select
    'the_fall_was_selling' as claim_id,
    'other_change_since_january_2024' as evidence_id,
    'What neither purchases nor prices explain of Japan from January 2024 to the latest month' as what,
    (
        select sum(other_change_usd_mn)
        from holder_flows where holder_code = '42609' and instrument = 'total' and reference_month >= date '2024-01-31'
    )::double as value,
    'USD million' as unit,
    nullif('slt_reported', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (holder_code = '42609' and instrument = 'total' and reference_month >= date '2024-01-31')
    ) as breaks_crossed,
    'select sum(other_change_usd_mn)
from holder_flows where holder_code = ''42609'' and instrument = ''total'' and reference_month >= date ''2024-01-31''' as query,

union all


select
    'the_fall_was_selling' as claim_id,
    'long_term_net_purchases_since_january_2024' as evidence_id,
    'Net purchases of long-term Treasuries by Japan since January 2024' as what,
    (
        select sum(net_purchases_usd_mn)
        from holder_flows
        where holder_code = '42609' and instrument = 'long_term'
            and reference_month >= date '2024-01-31'
    )::double as value,
    'USD million' as unit,
    nullif('slt_reported', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (holder_code = '42609' and instrument = 'total' and reference_month >= date '2024-01-31')
    ) as breaks_crossed,
    'select sum(net_purchases_usd_mn)
from holder_flows
where holder_code = ''42609'' and instrument = ''long_term''
    and reference_month >= date ''2024-01-31''' as query,

union all

select
    'retaliation_by_its_timing' as claim_id,
    'days_from_peak_to_announcement' as evidence_id,
    'Days from the month-end of Japan''s peak in 2024 to the announcement of tariffs on electric cars' as what,
    (
        select datediff(
            'day', arg_max(reference_month, position_usd_mn), date '2024-05-14'
        )
        from holdings
        where holder_code = '42609' and instrument = 'total' and is_continuing
            and reference_month between date '2023-12-31' and date '2024-12-31'
    )::double as value,
    'days' as unit,
    nullif('', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (false)
    ) as breaks_crossed,
    'select datediff(
    ''day'', arg_max(reference_month, position_usd_mn), date ''2024-05-14''
)
from holdings
where holder_code = ''42609'' and instrument = ''total'' and is_continuing
    and reference_month between date ''2023-12-31'' and date ''2024-12-31''' as query,

union all


select
    'retaliation_by_its_timing' as claim_id,
    'net_purchases_after_the_announcement' as evidence_id,
    'Net purchases of Japan from the announcement to the tariffs on all cars (June 2024 to March 2025)' as what,
    (
        select sum(net_purchases_usd_mn)
        from holder_flows
        where holder_code = '42609' and instrument = 'total'
            and reference_month between date '2024-06-30' and date '2025-03-31'
    )::double as value,
    'USD million' as unit,
    nullif('slt_reported', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (holder_code = '42609' and instrument = 'total' and reference_month >= date '2024-01-31')
    ) as breaks_crossed,
    'select sum(net_purchases_usd_mn)
from holder_flows
where holder_code = ''42609'' and instrument = ''total''
    and reference_month between date ''2024-06-30'' and date ''2025-03-31''' as query,

union all


select
    'retaliation_by_its_timing' as claim_id,
    'net_purchases_under_tariffs_on_all_cars' as evidence_id,
    'Net purchases of Japan from April to September 2025, under tariffs on all cars' as what,
    (
        select sum(net_purchases_usd_mn)
        from holder_flows
        where holder_code = '42609' and instrument = 'total'
            and reference_month between date '2025-04-30' and date '2025-09-30'
    )::double as value,
    'USD million' as unit,
    nullif('slt_reported', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (holder_code = '42609' and instrument = 'total' and reference_month >= date '2024-01-31')
    ) as breaks_crossed,
    'select sum(net_purchases_usd_mn)
from holder_flows
where holder_code = ''42609'' and instrument = ''total''
    and reference_month between date ''2025-04-30'' and date ''2025-09-30''' as query,

union all



select
    'sold_in_the_bust_of_the_1990s' as claim_id,
    'net_purchases_1990_and_1991' as evidence_id,
    'Net purchases of long-term Treasuries by Japan, 1990 and 1991' as what,
    (
        select sum(net_purchases_usd_mn)
        from holder_flows
        where holder_code = '42609' and instrument = 'long_term'
            and basis = 'form_s'
            and reference_month between date '1990-01-31' and date '1991-12-31'
    )::double as value,
    'USD million' as unit,
    nullif('form_s', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (false)
    ) as breaks_crossed,
    'select sum(net_purchases_usd_mn)
from holder_flows
where holder_code = ''42609'' and instrument = ''long_term''
    and basis = ''form_s''
    and reference_month between date ''1990-01-31'' and date ''1991-12-31''' as query,

union all


select
    'sold_in_the_bust_of_the_1990s' as claim_id,
    'net_purchases_1992_to_1999' as evidence_id,
    'Net purchases of long-term Treasuries by Japan, 1992 to 1999' as what,
    (
        select sum(net_purchases_usd_mn)
        from holder_flows
        where holder_code = '42609' and instrument = 'long_term'
            and basis = 'form_s'
            and reference_month between date '1992-01-31' and date '1999-12-31'
    )::double as value,
    'USD million' as unit,
    nullif('form_s', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (false)
    ) as breaks_crossed,
    'select sum(net_purchases_usd_mn)
from holder_flows
where holder_code = ''42609'' and instrument = ''long_term''
    and basis = ''form_s''
    and reference_month between date ''1992-01-31'' and date ''1999-12-31''' as query,

union all


select
    'bought_in_2008' as claim_id,
    'net_purchases_2008' as evidence_id,
    'Net purchases of long-term Treasuries by Japan, 2008' as what,
    (
        select sum(net_purchases_usd_mn)
        from holder_flows
        where holder_code = '42609' and instrument = 'long_term'
            and basis = 'form_s'
            and reference_month between date '2008-01-31' and date '2008-12-31'
    )::double as value,
    'USD million' as unit,
    nullif('form_s', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (false)
    ) as breaks_crossed,
    'select sum(net_purchases_usd_mn)
from holder_flows
where holder_code = ''42609'' and instrument = ''long_term''
    and basis = ''form_s''
    and reference_month between date ''2008-01-31'' and date ''2008-12-31''' as query,

union all


select
    'bought_in_2008' as claim_id,
    'net_purchases_2009' as evidence_id,
    'Net purchases of long-term Treasuries by Japan, 2009' as what,
    (
        select sum(net_purchases_usd_mn)
        from holder_flows
        where holder_code = '42609' and instrument = 'long_term'
            and basis = 'form_s'
            and reference_month between date '2009-01-31' and date '2009-12-31'
    )::double as value,
    'USD million' as unit,
    nullif('form_s', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (false)
    ) as breaks_crossed,
    'select sum(net_purchases_usd_mn)
from holder_flows
where holder_code = ''42609'' and instrument = ''long_term''
    and basis = ''form_s''
    and reference_month between date ''2009-01-31'' and date ''2009-12-31''' as query,




    union all
    


select
    'others_follow' as claim_id,
    'net_purchases_of_china' as evidence_id,
    'Net purchases of China since January 2024' as what,
    (
        select sum(net_purchases_usd_mn)
        from holder_flows
        where holder_code = '41408' and instrument = 'total'
            and reference_month >= date '2024-01-31'
    )::double as value,
    'USD million' as unit,
    nullif('slt_reported', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (holder_code = '41408' and instrument = 'total' and reference_month >= date '2024-01-31')
    ) as breaks_crossed,
    'select sum(net_purchases_usd_mn)
from holder_flows
where holder_code = ''41408'' and instrument = ''total''
    and reference_month >= date ''2024-01-31''' as query,

union all


select
    'others_follow' as claim_id,
    'net_purchases_of_south_korea' as evidence_id,
    'Net purchases of South Korea since January 2024' as what,
    (
        select sum(net_purchases_usd_mn)
        from holder_flows
        where holder_code = '43001' and instrument = 'total'
            and reference_month >= date '2024-01-31'
    )::double as value,
    'USD million' as unit,
    nullif('slt_reported', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (holder_code = '43001' and instrument = 'total' and reference_month >= date '2024-01-31')
    ) as breaks_crossed,
    'select sum(net_purchases_usd_mn)
from holder_flows
where holder_code = ''43001'' and instrument = ''total''
    and reference_month >= date ''2024-01-31''' as query,

union all


select
    'others_follow' as claim_id,
    'net_purchases_of_singapore' as evidence_id,
    'Net purchases of Singapore since January 2024' as what,
    (
        select sum(net_purchases_usd_mn)
        from holder_flows
        where holder_code = '46019' and instrument = 'total'
            and reference_month >= date '2024-01-31'
    )::double as value,
    'USD million' as unit,
    nullif('slt_reported', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (holder_code = '46019' and instrument = 'total' and reference_month >= date '2024-01-31')
    ) as breaks_crossed,
    'select sum(net_purchases_usd_mn)
from holder_flows
where holder_code = ''46019'' and instrument = ''total''
    and reference_month >= date ''2024-01-31''' as query,

union all


select
    'others_follow' as claim_id,
    'net_purchases_of_saudi_arabia' as evidence_id,
    'Net purchases of Saudi Arabia since January 2024' as what,
    (
        select sum(net_purchases_usd_mn)
        from holder_flows
        where holder_code = '45608' and instrument = 'total'
            and reference_month >= date '2024-01-31'
    )::double as value,
    'USD million' as unit,
    nullif('slt_reported', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (holder_code = '45608' and instrument = 'total' and reference_month >= date '2024-01-31')
    ) as breaks_crossed,
    'select sum(net_purchases_usd_mn)
from holder_flows
where holder_code = ''45608'' and instrument = ''total''
    and reference_month >= date ''2024-01-31''' as query,

union all


select
    'others_follow' as claim_id,
    'sellers_among_the_four' as evidence_id,
    'How many of the four sold on net since January 2024' as what,
    (
        select nullif(count(purchases), 0) - count(*) filter (purchases >= 0)
        from (
            select sum(net_purchases_usd_mn) as purchases
            from holder_flows
            where holder_code in ('41408', '43001', '46019', '45608')
                and instrument = 'total'
                and reference_month >= date '2024-01-31'
            group by holder_code
        )
    )::double as value,
    'countries' as unit,
    nullif('slt_reported', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (false)
    ) as breaks_crossed,
    'select nullif(count(purchases), 0) - count(*) filter (purchases >= 0)
from (
    select sum(net_purchases_usd_mn) as purchases
    from holder_flows
    where holder_code in (''41408'', ''43001'', ''46019'', ''45608'')
        and instrument = ''total''
        and reference_month >= date ''2024-01-31''
    group by holder_code
)' as query,

union all

select
    'others_follow' as claim_id,
    'share_of_sellers_in_twelve_months' as evidence_id,
    'Countries that sold on net in a month, average of the last twelve months' as what,
    (
        select avg(sellers)
        from (
            select
                100 * count(*) filter (net_purchases_usd_mn < 0) / count(*)
                    as sellers
            from holder_flows
            where holder_scope = 'country' and instrument = 'total'
                and basis = 'slt_reported' and net_purchases_usd_mn is not null
            group by reference_month
            order by reference_month desc
            limit 12
        )
    )::double as value,
    'percent of countries' as unit,
    nullif('slt_reported', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (false)
    ) as breaks_crossed,
    'select avg(sellers)
from (
    select
        100 * count(*) filter (net_purchases_usd_mn < 0) / count(*)
            as sellers
    from holder_flows
    where holder_scope = ''country'' and instrument = ''total''
        and basis = ''slt_reported'' and net_purchases_usd_mn is not null
    group by reference_month
    order by reference_month desc
    limit 12
)' as query,

union all

select
    'others_follow' as claim_id,
    'change_of_china_with_belgium' as evidence_id,
    'Change of China and Belgium together since January 2024: custody may hide a holder' as what,
    (
        select sum(position_change_usd_mn)
        from holder_flows
        where holder_code in ('41408', '10251') and instrument = 'total'
            and reference_month >= date '2024-01-31'
    )::double as value,
    'USD million' as unit,
    nullif('', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (holder_code in ('41408', '10251') and instrument = 'total' and reference_month >= date '2024-01-31')
    ) as breaks_crossed,
    'select sum(position_change_usd_mn)
from holder_flows
where holder_code in (''41408'', ''10251'') and instrument = ''total''
    and reference_month >= date ''2024-01-31''' as query,


    union all
    

select
    'selling_raises_yields' as claim_id,
    'correlation_of_official_purchases_and_yields' as evidence_id,
    'Correlation of official holders'' net long-term purchases with the change of the 10-year yield, by month since 2023-02' as what,
    (
        select corr(net_purchases_usd_mn, yield_change)
        from holder_flows
        inner join (
            select
                reference_month,
                us_10y_month_end_pct - lag(us_10y_month_end_pct) over months
                    as yield_change,
                us_jp_10y_spread_average_pct
                    - lag(us_jp_10y_spread_average_pct) over months as gap_change,
                ln(usdjpy_noon_new_york_average)
                    - ln(lag(usdjpy_noon_new_york_average) over months)
                    as yen_change,
                ln(broad_dollar_index_month_end)
                    - ln(lag(broad_dollar_index_month_end) over months)
                    as dollar_change,
            from market_monthly
            window months as (order by reference_month)
        ) using (reference_month)
        where holder_code = '99990' and instrument = 'long_term'
            and basis = 'slt_reported'
    )::double as value,
    'correlation' as unit,
    nullif('slt_reported', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (false)
    ) as breaks_crossed,
    'select corr(net_purchases_usd_mn, yield_change)
from holder_flows
inner join (
    select
        reference_month,
        us_10y_month_end_pct - lag(us_10y_month_end_pct) over months
            as yield_change,
        us_jp_10y_spread_average_pct
            - lag(us_jp_10y_spread_average_pct) over months as gap_change,
        ln(usdjpy_noon_new_york_average)
            - ln(lag(usdjpy_noon_new_york_average) over months)
            as yen_change,
        ln(broad_dollar_index_month_end)
            - ln(lag(broad_dollar_index_month_end) over months)
            as dollar_change,
    from market_monthly
    window months as (order by reference_month)
) using (reference_month)
where holder_code = ''99990'' and instrument = ''long_term''
    and basis = ''slt_reported''' as query,

union all


select
    'selling_raises_yields' as claim_id,
    'correlation_of_japans_purchases_and_yields' as evidence_id,
    'Correlation of Japan''s net long-term purchases with the change of the 10-year yield, by month since 2023-02' as what,
    (
        select corr(net_purchases_usd_mn, yield_change)
        from holder_flows
        inner join (
            select
                reference_month,
                us_10y_month_end_pct - lag(us_10y_month_end_pct) over months
                    as yield_change,
                us_jp_10y_spread_average_pct
                    - lag(us_jp_10y_spread_average_pct) over months as gap_change,
                ln(usdjpy_noon_new_york_average)
                    - ln(lag(usdjpy_noon_new_york_average) over months)
                    as yen_change,
                ln(broad_dollar_index_month_end)
                    - ln(lag(broad_dollar_index_month_end) over months)
                    as dollar_change,
            from market_monthly
            window months as (order by reference_month)
        ) using (reference_month)
        where holder_code = '42609' and instrument = 'long_term'
            and basis = 'slt_reported'
    )::double as value,
    'correlation' as unit,
    nullif('slt_reported', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (false)
    ) as breaks_crossed,
    'select corr(net_purchases_usd_mn, yield_change)
from holder_flows
inner join (
    select
        reference_month,
        us_10y_month_end_pct - lag(us_10y_month_end_pct) over months
            as yield_change,
        us_jp_10y_spread_average_pct
            - lag(us_jp_10y_spread_average_pct) over months as gap_change,
        ln(usdjpy_noon_new_york_average)
            - ln(lag(usdjpy_noon_new_york_average) over months)
            as yen_change,
        ln(broad_dollar_index_month_end)
            - ln(lag(broad_dollar_index_month_end) over months)
            as dollar_change,
    from market_monthly
    window months as (order by reference_month)
) using (reference_month)
where holder_code = ''42609'' and instrument = ''long_term''
    and basis = ''slt_reported''' as query,

union all


select
    'selling_lowers_the_dollar' as claim_id,
    'correlation_of_all_purchases_and_the_dollar' as evidence_id,
    'Correlation of all foreigners'' net long-term purchases with the change of the broad dollar index, by month since 2023-02' as what,
    (
        select corr(net_purchases_usd_mn, dollar_change)
        from holder_flows
        inner join (
            select
                reference_month,
                us_10y_month_end_pct - lag(us_10y_month_end_pct) over months
                    as yield_change,
                us_jp_10y_spread_average_pct
                    - lag(us_jp_10y_spread_average_pct) over months as gap_change,
                ln(usdjpy_noon_new_york_average)
                    - ln(lag(usdjpy_noon_new_york_average) over months)
                    as yen_change,
                ln(broad_dollar_index_month_end)
                    - ln(lag(broad_dollar_index_month_end) over months)
                    as dollar_change,
            from market_monthly
            window months as (order by reference_month)
        ) using (reference_month)
        where holder_code = '99996' and instrument = 'long_term'
            and basis = 'slt_reported'
    )::double as value,
    'correlation' as unit,
    nullif('slt_reported', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (false)
    ) as breaks_crossed,
    'select corr(net_purchases_usd_mn, dollar_change)
from holder_flows
inner join (
    select
        reference_month,
        us_10y_month_end_pct - lag(us_10y_month_end_pct) over months
            as yield_change,
        us_jp_10y_spread_average_pct
            - lag(us_jp_10y_spread_average_pct) over months as gap_change,
        ln(usdjpy_noon_new_york_average)
            - ln(lag(usdjpy_noon_new_york_average) over months)
            as yen_change,
        ln(broad_dollar_index_month_end)
            - ln(lag(broad_dollar_index_month_end) over months)
            as dollar_change,
    from market_monthly
    window months as (order by reference_month)
) using (reference_month)
where holder_code = ''99996'' and instrument = ''long_term''
    and basis = ''slt_reported''' as query,

union all



select
    'the_gap_weakened_the_yen' as claim_id,
    'change_of_the_gap' as evidence_id,
    'Change of the 10-year US-Japan gap from December 2021 to October 2023' as what,
    (
        select arg_max(us_jp_10y_spread_average_pct, reference_month)
            - arg_min(us_jp_10y_spread_average_pct, reference_month)
        from market_monthly
        where us_jp_10y_spread_average_pct is not null
            and usdjpy_noon_new_york_average is not null
            and reference_month between date '2021-12-31' and date '2023-10-31'
    )::double as value,
    'percentage points' as unit,
    nullif('', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (false)
    ) as breaks_crossed,
    'select arg_max(us_jp_10y_spread_average_pct, reference_month)
    - arg_min(us_jp_10y_spread_average_pct, reference_month)
from market_monthly
where us_jp_10y_spread_average_pct is not null
    and usdjpy_noon_new_york_average is not null
    and reference_month between date ''2021-12-31'' and date ''2023-10-31''' as query,

union all


select
    'the_gap_weakened_the_yen' as claim_id,
    'change_of_the_yen' as evidence_id,
    'Change of USD/JPY (noon New York, monthly average) from December 2021 to October 2023' as what,
    (
        select arg_max(usdjpy_noon_new_york_average, reference_month)
            - arg_min(usdjpy_noon_new_york_average, reference_month)
        from market_monthly
        where us_jp_10y_spread_average_pct is not null
            and usdjpy_noon_new_york_average is not null
            and reference_month between date '2021-12-31' and date '2023-10-31'
    )::double as value,
    'yen per US dollar' as unit,
    nullif('', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (false)
    ) as breaks_crossed,
    'select arg_max(usdjpy_noon_new_york_average, reference_month)
    - arg_min(usdjpy_noon_new_york_average, reference_month)
from market_monthly
where us_jp_10y_spread_average_pct is not null
    and usdjpy_noon_new_york_average is not null
    and reference_month between date ''2021-12-31'' and date ''2023-10-31''' as query,

union all


select
    'the_gap_weakened_the_yen' as claim_id,
    'change_of_the_gap_since' as evidence_id,
    'Change of the gap from October 2023 to the latest month with both' as what,
    (
        select arg_max(us_jp_10y_spread_average_pct, reference_month)
            - arg_min(us_jp_10y_spread_average_pct, reference_month)
        from market_monthly
        where us_jp_10y_spread_average_pct is not null
            and usdjpy_noon_new_york_average is not null
            and reference_month >= date '2023-10-31'
    )::double as value,
    'percentage points' as unit,
    nullif('', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (false)
    ) as breaks_crossed,
    'select arg_max(us_jp_10y_spread_average_pct, reference_month)
    - arg_min(us_jp_10y_spread_average_pct, reference_month)
from market_monthly
where us_jp_10y_spread_average_pct is not null
    and usdjpy_noon_new_york_average is not null
    and reference_month >= date ''2023-10-31''' as query,

union all


select
    'the_gap_weakened_the_yen' as claim_id,
    'change_of_the_yen_since' as evidence_id,
    'Change of USD/JPY from October 2023 to the latest month with both' as what,
    (
        select arg_max(usdjpy_noon_new_york_average, reference_month)
            - arg_min(usdjpy_noon_new_york_average, reference_month)
        from market_monthly
        where us_jp_10y_spread_average_pct is not null
            and usdjpy_noon_new_york_average is not null
            and reference_month >= date '2023-10-31'
    )::double as value,
    'yen per US dollar' as unit,
    nullif('', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (false)
    ) as breaks_crossed,
    'select arg_max(usdjpy_noon_new_york_average, reference_month)
    - arg_min(usdjpy_noon_new_york_average, reference_month)
from market_monthly
where us_jp_10y_spread_average_pct is not null
    and usdjpy_noon_new_york_average is not null
    and reference_month >= date ''2023-10-31''' as query,

union all


select
    'the_gap_weakened_the_yen' as claim_id,
    'correlation_of_changes' as evidence_id,
    'Correlation of monthly changes of the gap and of USD/JPY since January 2021' as what,
    (
        select corr(gap_change, yen_change)
        from (
            select
                reference_month,
                us_10y_month_end_pct - lag(us_10y_month_end_pct) over months
                    as yield_change,
                us_jp_10y_spread_average_pct
                    - lag(us_jp_10y_spread_average_pct) over months as gap_change,
                ln(usdjpy_noon_new_york_average)
                    - ln(lag(usdjpy_noon_new_york_average) over months)
                    as yen_change,
                ln(broad_dollar_index_month_end)
                    - ln(lag(broad_dollar_index_month_end) over months)
                    as dollar_change,
            from market_monthly
            window months as (order by reference_month)
        )
        where reference_month >= date '2021-01-31'
    )::double as value,
    'correlation' as unit,
    nullif('', '') as basis,
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and (false)
    ) as breaks_crossed,
    'select corr(gap_change, yen_change)
from (
    select
        reference_month,
        us_10y_month_end_pct - lag(us_10y_month_end_pct) over months
            as yield_change,
        us_jp_10y_spread_average_pct
            - lag(us_jp_10y_spread_average_pct) over months as gap_change,
        ln(usdjpy_noon_new_york_average)
            - ln(lag(usdjpy_noon_new_york_average) over months)
            as yen_change,
        ln(broad_dollar_index_month_end)
            - ln(lag(broad_dollar_index_month_end) over months)
            as dollar_change,
    from market_monthly
    window months as (order by reference_month)
)
where reference_month >= date ''2021-01-31''' as query,


)

select * from final

order by claim_id, evidence_id