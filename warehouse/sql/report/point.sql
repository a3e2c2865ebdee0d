-- point: one row a point of a trend, newest first. `sources` are all that speak of the point, not only the one it is
-- quoted from.
with voice as (
    select entity, metric, unit, region, span, point_end, list(distinct source order by source) as sources
    from observation where is_current and is_trusted group by all
)
select
    t.entity, t.metric, t.unit, t.region, t.span, t.period_end, t.period_kind, t.comparator, t.value, t.value_max,
    t.change_yoy_percent, t.change_qoq_percent, t.lowest, t.highest, t.disputed, t.report_count, t.story_count,
    t.quote, t.title, t.source, t.url, t.published_at, t.official, t.confidence, v.sources, t.observation_id
from trend t join voice v on v.entity = t.entity and v.metric = t.metric and v.unit = t.unit
    and v.region is not distinct from t.region and v.span = t.span and v.point_end = t.period_end
order by t.period_end desc, t.entity, t.metric, t.observation_id;
