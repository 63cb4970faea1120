-- Between two landed vintages of a file there may be releases that are not
-- landed: a revision is within policy where any of these allowed its month.
with

figures as (
    select * from {{ ref('figure_vintages') }}
),

holders as (
    select * from {{ ref('holders') }}
),

releases as (
    select * from {{ ref('releases') }}
),

revised as (
    select
        source,
        holder_code,
        reference_month,
        security_type,
        instrument,
        measure,
        segment_id,
        lag(value_usd_mn) over figure as old_value_usd_mn,
        value_usd_mn as new_value_usd_mn,
        lag(known_from) over figure as old_known_from,
        known_from as revised_on,
        precision_usd_mn,
        source_sha256,
        line_number,
    from figures
    window figure as (
        partition by
            source, holder_code, reference_month, security_type, instrument,
            measure, segment_id
        order by known_from
    )
),

changed as (
    select * from revised
    where old_value_usd_mn <> new_value_usd_mn
),

-- Every month that a release may revise: a year in the releases of January,
-- April, July and October, else three months.
policy as (
    select
        released_on,
        reference_month as newest_month,
        last_day(
            reference_month - to_months(
                case when month(released_on) in (1, 4, 7, 10) then 12 else 3 end
            )
        ) as oldest_month_allowed,
    from releases
),

release_spans as (
    select distinct
        old_known_from,
        revised_on,
    from changed
),

allowed_revisions as (
    select
        release_spans.old_known_from,
        release_spans.revised_on,
        count(policy.released_on) as releases_between,
        min(policy.oldest_month_allowed) as oldest_month_allowed,
    from release_spans
    left join policy
        on
            release_spans.old_known_from < policy.released_on
            and release_spans.revised_on >= policy.released_on
    group by release_spans.old_known_from, release_spans.revised_on
),

final as (
    select
        changed.source,
        changed.holder_code,
        holders.holder_name,
        changed.reference_month,
        changed.security_type,
        changed.instrument,
        changed.measure,
        changed.segment_id,
        changed.old_value_usd_mn,
        changed.new_value_usd_mn,
        changed.new_value_usd_mn - changed.old_value_usd_mn as revision_usd_mn,
        changed.precision_usd_mn,
        changed.old_known_from,
        changed.revised_on,
        datediff(
            'month', changed.reference_month, changed.revised_on
        )::integer as age_months,
        allowed_revisions.releases_between::integer as releases_between,
        changed.reference_month >= allowed_revisions.oldest_month_allowed
            as within_policy,
        changed.source_sha256,
        changed.line_number,
    from changed
    inner join allowed_revisions
        on
            changed.old_known_from = allowed_revisions.old_known_from
            and changed.revised_on = allowed_revisions.revised_on
    left join holders
        on changed.holder_code = holders.holder_code
)

select * from final
order by
    source, revised_on, security_type, instrument, measure, holder_code,
    reference_month
