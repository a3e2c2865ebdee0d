-- headline: one row for each entity, metric, unit and region: its latest figure, series with most points first.
with extent as (
    select entity, metric, unit, region, count(*) as point_count from trend group by entity, metric, unit, region
)
select
    l.entity, l.metric, l.unit, l.region, l.span, l.period_end, l.period_kind, l.comparator, l.value, l.value_max,
    l.change_yoy_percent, l.disputed, l.lowest, l.highest, l.report_count, l.story_count, l.quote, l.title, l.source,
    l.url, l.published_at, l.observation_id, e.point_count
from latest l join extent e on e.entity = l.entity and e.metric = l.metric and e.unit = l.unit
    and e.region is not distinct from l.region
order by e.point_count desc, l.entity, l.metric, l.unit, l.region;
