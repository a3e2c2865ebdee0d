-- headline: one row for each entity, metric, unit and region: the figure to put first, series with most points first.
-- It is the newest of the trend's points that name a period, else the newest of all; a point that says only "more than"
-- or "less than" stands back while an exact one is no more than 400 days older. Of periods that end together, the
-- quarter goes before the year.
with ranked as (
    select *, count(*) over series as point_count,
        max(period_end) filter (period_kind <> 'reported') over series as newest_at
    from trend
    window series as (partition by entity, metric, unit, region)
)
select entity, metric, unit, region, max(point_count) as point_count,
    unnest(arg_max(
        {period_end: period_end, period_kind: period_kind, comparator: comparator, "value": value, value_max: value_max,
         change_yoy_percent: change_yoy_percent, disputed: disputed, story_count: story_count, quote: quote, title: title,
         source: source, url: url, published_at: published_at, observation_id: observation_id},
        (coalesce(period_kind <> 'reported', false),
         comparator in ('eq', 'approx', 'range') and period_end >= coalesce(newest_at, period_end) - interval 400 day,
         period_end, period_kind = 'quarter', observation_id)
    ))
from ranked group by entity, metric, unit, region
order by point_count desc, entity, metric, unit, region;
