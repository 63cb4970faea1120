-- The first change of a month is that of the earliest landed vintage that has
-- the month: its figure less the month before's in the same file. Only files of
-- one family, on one basis, tell a revision: an estimate by others, or a table
-- in billions, differs without one.
{% set family -%}
    case
        when source in ('slt_table1', 'slt_table3', 'slt3d_globl', 'slt2d_history')
            then 'slt'
        when source in ('mfh', 'mfhhis01', 'slt_table5') then 'mfh'
        else source
    end
{%- endset %}
with

positions as (
    select
        *,
        {{ family }} as file_family,
    from {{ ref('holdings_vintages') }}
    where is_continuing and frequency = 'monthly'
),

flows as (
    select
        *,
        {{ family }} as file_family,
    from {{ ref('holder_flows_vintages') }}
    where measure = 'net_purchases'
),

held as (
    select * from {{ ref('holdings') }}
    where is_continuing and frequency = 'monthly'
),

releases as (
    select * from {{ ref('releases') }}
),

holder_flows as (
    select * from {{ ref('holder_flows') }}
),

latest as (
    select
        holder_flows.holder_code,
        holder_flows.holder_name,
        holder_flows.reference_month,
        holder_flows.instrument,
        'position_change' as measure,
        holder_flows.position_change_usd_mn as latest_value_usd_mn,
        holder_flows.precision_usd_mn,
        held.source,
        held.basis,
    from holder_flows
    inner join held
        on
            holder_flows.holder_code = held.holder_code
            and holder_flows.reference_month = held.reference_month
            and holder_flows.instrument = held.instrument
    union all by name
    select
        holder_code,
        holder_name,
        reference_month,
        instrument,
        'net_purchases' as measure,
        net_purchases_usd_mn as latest_value_usd_mn,
        precision_usd_mn,
        flow_source as source,
        basis,
    from holder_flows
),

latest_by_family as (
    select
        *,
        {{ family }} as file_family,
    from latest
),

first_positions as (
    select * from positions
    qualify row_number() over (
        partition by
            holder_code, reference_month, instrument, file_family, basis
        order by known_from, precedence
    ) = 1
),

first_changes as (
    select
        first_positions.holder_code,
        first_positions.reference_month,
        first_positions.instrument,
        'position_change' as measure,
        first_positions.file_family,
        first_positions.basis,
        first_positions.source as first_source,
        first_positions.known_from as first_known_from,
        first_positions.precision_usd_mn,
        first_positions.position_usd_mn
        - month_before.position_usd_mn as first_value_usd_mn,
    from first_positions
    inner join positions as month_before
        on
            first_positions.holder_code = month_before.holder_code
            and first_positions.instrument = month_before.instrument
            and first_positions.source = month_before.source
            and first_positions.segment_id = month_before.segment_id
            and last_day(first_positions.reference_month - interval 1 month)
            = month_before.reference_month
            and first_positions.known_from >= month_before.known_from
            and first_positions.known_from
            < coalesce(month_before.known_to, date '9999-12-31')
),

first_flows as (
    select
        holder_code,
        reference_month,
        instrument,
        'net_purchases' as measure,
        file_family,
        basis,
        source as first_source,
        known_from as first_known_from,
        precision_usd_mn,
        value_usd_mn as first_value_usd_mn,
    from flows
    qualify row_number() over (
        partition by
            holder_code, reference_month, instrument, file_family, basis
        order by known_from, precedence
    ) = 1
),

first_published as (
    select * from first_changes
    union all by name
    select * from first_flows
),

compared as (
    select
        first_published.holder_code,
        latest_by_family.holder_name,
        first_published.reference_month,
        first_published.instrument,
        first_published.measure,
        first_published.first_value_usd_mn,
        latest_by_family.latest_value_usd_mn,
        first_published.first_source,
        first_published.first_known_from,
        coalesce(
            releases.released_on = first_published.first_known_from, false
        ) as is_first_release,
        latest_by_family.source as latest_source,
        greatest(
            first_published.precision_usd_mn, latest_by_family.precision_usd_mn
        ) as precision_usd_mn,
    from first_published
    inner join latest_by_family
        on
            first_published.holder_code = latest_by_family.holder_code
            and first_published.reference_month
            = latest_by_family.reference_month
            and first_published.instrument = latest_by_family.instrument
            and first_published.measure = latest_by_family.measure
            and first_published.file_family = latest_by_family.file_family
            and first_published.basis = latest_by_family.basis
    left join releases
        on first_published.reference_month = releases.reference_month
),

final as (
    select * from compared
    where
        sign(first_value_usd_mn) * sign(latest_value_usd_mn) = -1
        -- a difference of two rounded figures may be off by one last digit
        and least(abs(first_value_usd_mn), abs(latest_value_usd_mn))
        > precision_usd_mn
)

select * from final
order by holder_code, reference_month, instrument, measure
