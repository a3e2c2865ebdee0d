-- first_reported: one row for each value of a point: who was the first to give it, and when. A value that came into an
-- article by a later edit counts from the time the edit was seen.
create or replace view first_reported as
with claim as (
    select
        *,
        case when known_at > min(known_at) over (partition by article_id) then greatest(known_at, published_at)
            else published_at end as said_at
    from observation where is_trusted and published_at is not null
)
select
    entity, metric, unit, region, span, point_end as period_end, value, comparator, min(said_at) as first_published_at,
    arg_min(source, (said_at, observation_id)) as source, arg_min(url, (said_at, observation_id)) as url,
    arg_min(quote, (said_at, observation_id)) as quote, count(distinct story_id) as story_count,
    arg_min(observation_id, (said_at, observation_id)) as observation_id
from claim group by entity, metric, unit, region, span, point_end, value, comparator
order by entity, metric, unit, region, span, period_end, first_published_at, value;
