-- observation: one row a claim, as the newest rules read it in one text of an article. `is_current` marks the text the
-- article has now; `is_trusted` what may reach the trend: stated as actual, with a confidence of at least 0.5, not
-- implausible, doubtful or of the future. `point_end` and `span` say which point of a trend it speaks of: see known_at.
alter table observation rename to observation_fact;
create or replace table observation as
with newest_rules as (
    select version_id, arg_max(extractor_version, rules_order(extractor_version)) as extractor_version
    from reading group by version_id
), seen as (
    select article_id, version_id, min(seen_at) as known_at from answer group by article_id, version_id
), current_text as (
    select article_id, arg_max(version_id, (seen_at, version_id)) as version_id from answer group by article_id
)
select
    o.entity_id as entity, o.metric_id as metric, o.value, o.value_max, o.comparator, o.unit, o.change_kind,
    o.change_direction, o.change_value, o.change_unit, o.as_of, o.period_start, o.period_end, o.period_kind,
    coalesce(o.period_end, timezone('UTC', v.published_at)::date) as point_end,
    case
        when o.period_end is null then 'reported'
        when o.unit = 'users' or coalesce(m.period_kind, '') = 'day' then 'level'
        else o.period_kind
    end as span,
    v.published_at, seen.known_at, o.attribution, o.modality, o.region, o.confidence, o.flags, o.quote, o.span_start,
    o.span_end, coalesce(a.canonical_url, v.url) as url, v.source_id as source, v.title, v.official, o.rule,
    o.extractor_version, o.observation_id, o.article_id, o.version_id, story.story_id, o.load_id,
    current_text.version_id is not null as is_current,
    o.modality = 'actual' and o.confidence >= 0.5
        and not list_has_any(coalesce(o.flags, []), ['implausible', 'future', 'doubtful']) as is_trusted
from observation_fact o
join newest_rules using (version_id, extractor_version)
join seen on seen.version_id = o.version_id
join article_version v on v.version_id = o.version_id
join article a on a.article_id = o.article_id
join story on story.article_id = o.article_id
left join metric m on m.metric_id = o.metric_id
left join current_text on current_text.version_id = o.version_id
order by entity, metric, o.unit, o.region, point_end, v.published_at, o.observation_id;
