-- revisions: one row for each claim of an article's earlier text that the text it has now gives otherwise, or not at all
-- (value_now is null). A text that only newer rules parse otherwise is no revision.
create or replace view revisions as
select
    was.article_id, was.url, was.source, was.entity, was.metric, was.unit, was.region, was.as_of,
    was.value as value_before, arg_max(held.value, (held.confidence, held.observation_id)) as value_now,
    was.comparator as comparator_before,
    arg_max(held.comparator, (held.confidence, held.observation_id)) as comparator_now,
    was.quote as quote_before, arg_max(held.quote, (held.confidence, held.observation_id)) as quote_now,
    was.known_at as known_before, any_value(newest.known_at) as known_now,
    was.observation_id as observation_id_before,
    arg_max(held.observation_id, (held.confidence, held.observation_id)) as observation_id_now
from observation was
join (
    select article_id, max(seen_at) filter (changed) as known_at
    from (
        select *, version_id is distinct from lag(version_id) over (partition by article_id order by seen_at) as changed
        from answer
    ) group by article_id
) newest on newest.article_id = was.article_id
left join observation held on held.article_id = was.article_id and held.is_current and held.entity = was.entity
    and held.metric = was.metric and held.unit = was.unit and held.region is not distinct from was.region
    and held.modality = was.modality and held.as_of is not distinct from was.as_of
where not was.is_current
group by all
having not coalesce(bool_or(held.value = was.value and held.comparator = was.comparator), false)
order by known_now, was.article_id, was.entity, was.metric, was.as_of, was.observation_id;
