

with

evidence as (
    select * from "warehouse"."main"."claim_evidence"
),

facts as (
    select
        claim_id,
        map(list(evidence_id), list(value)) as facts,
        string_agg(what, '; ' order by evidence_id) filter (
            value is null
        ) as missing,
        string_agg(distinct breaks_crossed, ', ') as breaks_crossed,
        list_sort(list(distinct basis)) as bases,
    from evidence
    group by claim_id
),

judged as (
    

select
    'japan_is_the_largest_holder' as claim_id,
    'Japan is the largest foreign holder of US Treasuries.' as claim,
    'No country holds more in the latest month.' as would_support,
    'Another country holds more.' as would_contradict,
    case
    when facts['place_of_japan'] is null then 'not testable'
    when facts['place_of_japan'] = 1 then 'supported'
    else 'contradicted'
end as verdict,
    'case
    when facts[''place_of_japan''] is null then ''not testable''
    when facts[''place_of_japan''] = 1 then ''supported''
    else ''contradicted''
end' as rule,
    nullif('By the first foreign custodian: hubs such as Belgium hold for others.', '') as caveat,
    missing,
    breaks_crossed,
    bases,
from facts
where claim_id = 'japan_is_the_largest_holder'

union all

select
    'fell_from_the_end_of_2023' as claim_id,
    'Japan''s holdings fell from the end of 2023.' as claim,
    'They fall in the months after December 2023 and stand lower a year later.' as would_support,
    'They stand higher a year later. Mixed where they first rise and then fall: the fall is mis-dated.' as would_contradict,
    case
    when facts['change_to_december_2024'] is null then 'not testable'
    when facts['change_to_december_2024'] >= 0 then 'contradicted'
    when facts['months_to_the_peak_of_2024'] = 0 then 'supported'
    else 'mixed'
end as verdict,
    'case
    when facts[''change_to_december_2024''] is null then ''not testable''
    when facts[''change_to_december_2024''] >= 0 then ''contradicted''
    when facts[''months_to_the_peak_of_2024''] = 0 then ''supported''
    else ''mixed''
end' as rule,
    nullif('', '') as caveat,
    missing,
    breaks_crossed,
    bases,
from facts
where claim_id = 'fell_from_the_end_of_2023'

union all

select
    'fall_accelerated_early_in_2025' as claim_id,
    'The fall accelerated early in 2025.' as claim,
    'Holdings fall in the first quarter of 2025, faster a month than from March to December 2024.' as would_support,
    'Holdings rise in the first quarter of 2025.' as would_contradict,
    case
    when facts['change_in_the_first_quarter'] is null then 'not testable'
    when facts['change_in_the_first_quarter'] >= 0 then 'contradicted'
    when facts['change_in_the_first_quarter'] / 3
        < facts['pace_of_the_fall_before'] then 'supported'
    else 'mixed'
end as verdict,
    'case
    when facts[''change_in_the_first_quarter''] is null then ''not testable''
    when facts[''change_in_the_first_quarter''] >= 0 then ''contradicted''
    when facts[''change_in_the_first_quarter''] / 3
        < facts[''pace_of_the_fall_before''] then ''supported''
    else ''mixed''
end' as rule,
    nullif('', '') as caveat,
    missing,
    breaks_crossed,
    bases,
from facts
where claim_id = 'fall_accelerated_early_in_2025'

union all

select
    'the_fall_was_selling' as claim_id,
    'The fall of Japan''s holdings was selling, not prices.' as claim,
    'Net purchases are negative over the fall and since.' as would_support,
    'Net purchases are not negative over the fall. Mixed where Japan sold over the fall and has bought on net since January 2024.' as would_contradict,
    case
    when facts['net_purchases_april_to_december_2024'] is null
        then 'not testable'
    when facts['net_purchases_april_to_december_2024'] >= 0
        then 'contradicted'
    when facts['net_purchases_since_january_2024'] >= 0 then 'mixed'
    else 'supported'
end as verdict,
    'case
    when facts[''net_purchases_april_to_december_2024''] is null
        then ''not testable''
    when facts[''net_purchases_april_to_december_2024''] >= 0
        then ''contradicted''
    when facts[''net_purchases_since_january_2024''] >= 0 then ''mixed''
    else ''supported''
end' as rule,
    nullif('What neither purchases nor prices explain stands apart.', '') as caveat,
    missing,
    breaks_crossed,
    bases,
from facts
where claim_id = 'the_fall_was_selling'

union all

select
    'retaliation_by_its_timing' as claim_id,
    'Japan sells in retaliation for tariffs on electric cars.' as claim,
    'The fall begins after the announcement, and Japan sells under the tariffs. Even then the motive stays untestable: no public record holds one.' as would_support,
    'The fall begins before the announcement, or Japan buys under the tariffs on all cars of 2025.' as would_contradict,
    case
    when facts['days_from_peak_to_announcement'] > 0
        or facts['net_purchases_under_tariffs_on_all_cars'] >= 0
        then 'contradicted'
    else 'not testable'
end as verdict,
    'case
    when facts[''days_from_peak_to_announcement''] > 0
        or facts[''net_purchases_under_tariffs_on_all_cars''] >= 0
        then ''contradicted''
    else ''not testable''
end' as rule,
    nullif('The tariffs on electric cars of 2024 were on Chinese cars; a motive cannot be read from holdings.', '') as caveat,
    missing,
    breaks_crossed,
    bases,
from facts
where claim_id = 'retaliation_by_its_timing'

union all

select
    'others_follow' as claim_id,
    'China, South Korea, Singapore and Saudi Arabia may follow.' as claim,
    'All four sold on net since January 2024.' as would_support,
    'None of them did.' as would_contradict,
    case facts['sellers_among_the_four']
    when 4 then 'supported'
    when 0 then 'contradicted'
    else if(
        facts['sellers_among_the_four'] is null, 'not testable', 'mixed'
    )
end as verdict,
    'case facts[''sellers_among_the_four'']
    when 4 then ''supported''
    when 0 then ''contradicted''
    else if(
        facts[''sellers_among_the_four''] is null, ''not testable'', ''mixed''
    )
end' as rule,
    nullif('A possibility cannot be refuted: the record says who sold so far.', '') as caveat,
    missing,
    breaks_crossed,
    bases,
from facts
where claim_id = 'others_follow'

union all

select
    'selling_raises_yields' as claim_id,
    'Selling by foreign officials raises US yields.' as claim,
    'Months of official selling are months of rising yields (correlation below -0.2), and studies find an effect.' as would_support,
    'The correlation is above 0.2.' as would_contradict,
    case
    when facts['correlation_of_official_purchases_and_yields'] is null
        then 'not testable'
    when facts['correlation_of_official_purchases_and_yields'] < -0.2
        then 'supported'
    when facts['correlation_of_official_purchases_and_yields'] > 0.2
        then 'contradicted'
    else 'mixed'
end as verdict,
    'case
    when facts[''correlation_of_official_purchases_and_yields''] is null
        then ''not testable''
    when facts[''correlation_of_official_purchases_and_yields''] < -0.2
        then ''supported''
    when facts[''correlation_of_official_purchases_and_yields''] > 0.2
        then ''contradicted''
    else ''mixed''
end' as rule,
    nullif('Co-movement is no cause, and sales answer to yields as well.', '') as caveat,
    missing,
    breaks_crossed,
    bases,
from facts
where claim_id = 'selling_raises_yields'

union all

select
    'selling_lowers_the_dollar' as claim_id,
    'Selling by foreigners lowers the dollar.' as claim,
    'Months of selling are months of a falling dollar (correlation above 0.2).' as would_support,
    'The correlation is below -0.2.' as would_contradict,
    case
    when facts['correlation_of_all_purchases_and_the_dollar'] is null
        then 'not testable'
    when facts['correlation_of_all_purchases_and_the_dollar'] > 0.2
        then 'supported'
    when facts['correlation_of_all_purchases_and_the_dollar'] < -0.2
        then 'contradicted'
    else 'mixed'
end as verdict,
    'case
    when facts[''correlation_of_all_purchases_and_the_dollar''] is null
        then ''not testable''
    when facts[''correlation_of_all_purchases_and_the_dollar''] > 0.2
        then ''supported''
    when facts[''correlation_of_all_purchases_and_the_dollar''] < -0.2
        then ''contradicted''
    else ''mixed''
end' as rule,
    nullif('Co-movement is no cause.', '') as caveat,
    missing,
    breaks_crossed,
    bases,
from facts
where claim_id = 'selling_lowers_the_dollar'

union all

select
    'sold_in_the_bust_of_the_1990s' as claim_id,
    'Japan sold Treasuries in the bust of the 1990s.' as claim,
    'Net purchases of 1990 and 1991 and of the years after are negative.' as would_support,
    'Net purchases are positive in both spans. Mixed where Japan sold at first and bought later.' as would_contradict,
    case
    when facts['net_purchases_1990_and_1991'] is null then 'not testable'
    when facts['net_purchases_1990_and_1991'] < 0
        and facts['net_purchases_1992_to_1999'] < 0 then 'supported'
    when facts['net_purchases_1990_and_1991'] >= 0
        and facts['net_purchases_1992_to_1999'] >= 0 then 'contradicted'
    else 'mixed'
end as verdict,
    'case
    when facts[''net_purchases_1990_and_1991''] is null then ''not testable''
    when facts[''net_purchases_1990_and_1991''] < 0
        and facts[''net_purchases_1992_to_1999''] < 0 then ''supported''
    when facts[''net_purchases_1990_and_1991''] >= 0
        and facts[''net_purchases_1992_to_1999''] >= 0 then ''contradicted''
    else ''mixed''
end' as rule,
    nullif('Form S: long-term Treasuries by the country of the first counterparty.', '') as caveat,
    missing,
    breaks_crossed,
    bases,
from facts
where claim_id = 'sold_in_the_bust_of_the_1990s'

union all

select
    'bought_in_2008' as claim_id,
    'Japan bought Treasuries in the crisis of 2008.' as claim,
    'Net purchases of 2008 and of 2009 are positive.' as would_support,
    'Both are negative.' as would_contradict,
    case
    when facts['net_purchases_2008'] is null then 'not testable'
    when facts['net_purchases_2008'] > 0 and facts['net_purchases_2009'] > 0
        then 'supported'
    when facts['net_purchases_2008'] <= 0 and facts['net_purchases_2009'] <= 0
        then 'contradicted'
    else 'mixed'
end as verdict,
    'case
    when facts[''net_purchases_2008''] is null then ''not testable''
    when facts[''net_purchases_2008''] > 0 and facts[''net_purchases_2009''] > 0
        then ''supported''
    when facts[''net_purchases_2008''] <= 0 and facts[''net_purchases_2009''] <= 0
        then ''contradicted''
    else ''mixed''
end' as rule,
    nullif('Form S: long-term Treasuries by the country of the first counterparty.', '') as caveat,
    missing,
    breaks_crossed,
    bases,
from facts
where claim_id = 'bought_in_2008'

union all

select
    'the_gap_weakened_the_yen' as claim_id,
    'The gap between US and Japanese yields weakened the yen.' as claim,
    'Gap and USD/JPY rise together from December 2021 to October 2023, and their monthly changes go together (correlation above 0.3).' as would_support,
    'Gap and USD/JPY go apart in both.' as would_contradict,
    case
    when facts['change_of_the_gap'] is null
        or facts['correlation_of_changes'] is null then 'not testable'
    when facts['change_of_the_gap'] > 0 and facts['change_of_the_yen'] > 0
        and facts['correlation_of_changes'] > 0.3
        then if(
            facts['change_of_the_gap_since'] * facts['change_of_the_yen_since']
            < 0,
            'mixed',
            'supported'
        )
    when facts['correlation_of_changes'] <= 0 then 'contradicted'
    else 'mixed'
end as verdict,
    'case
    when facts[''change_of_the_gap''] is null
        or facts[''correlation_of_changes''] is null then ''not testable''
    when facts[''change_of_the_gap''] > 0 and facts[''change_of_the_yen''] > 0
        and facts[''correlation_of_changes''] > 0.3
        then if(
            facts[''change_of_the_gap_since''] * facts[''change_of_the_yen_since'']
            < 0,
            ''mixed'',
            ''supported''
        )
    when facts[''correlation_of_changes''] <= 0 then ''contradicted''
    else ''mixed''
end' as rule,
    nullif('Levels with a trend go together by chance: see fx_rate_gap_model.', '') as caveat,
    missing,
    breaks_crossed,
    bases,
from facts
where claim_id = 'the_gap_weakened_the_yen'


),

final as (
    select
        claim_id,
        claim,
        would_support,
        would_contradict,
        verdict,
        rule,
        (select max(known_from) from "warehouse"."main"."holdings") as as_of,
        nullif(concat_ws(
            ' ',
            caveat,
            'Not in the record at hand: ' || missing || '.',
            'Crosses breaks: ' || breaks_crossed || '.',
            case
                when len(bases) > 1
                    then 'Bases: ' || array_to_string(bases, ', ') || '.'
            end
        ), '') as caveats,
        'select * from claim_evidence where claim_id = ''' || claim_id
        || '''' as query,
    from judged
)

select * from final

order by claim_id