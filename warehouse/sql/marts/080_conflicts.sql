-- conflicts: one row for each trusted claim about a point of a trend whose claims disagree by more than rounding
-- explains (see known_at).
create or replace view conflicts as
select
    o.entity, o.metric, o.unit, o.region, t.span, t.period_end, o.value, o.value_max, o.comparator,
    t.value as best_value, t.comparator as best_comparator, o.official, o.attribution, o.quote, o.title, o.url,
    o.source, o.published_at, o.story_id, o.observation_id
from trend t join observation o on o.entity = t.entity and o.metric = t.metric and o.unit = t.unit
    and o.region is not distinct from t.region and o.span = t.span and o.point_end = t.period_end
where t.disputed and o.is_current and o.is_trusted
order by o.entity, o.metric, o.unit, o.region, t.span, t.period_end, o.value, o.observation_id;
