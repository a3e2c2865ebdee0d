-- observation: one row a claim, as the newest rules read it in one version of an article. `is_current` marks the newest
-- version of the article; `is_trusted` what may reach the trend: stated as actual, confidence of at least 0.5, not
-- implausible and not of the future.
alter table observation rename to observation_fact;
create table observation as
with newest_rules as (
    select version_id, arg_max(extractor_version, try_cast(extractor_version as double)) as extractor_version
    from reading group by version_id
), newest_version as (select article_id, arg_max(version_id, (known_at, version_id)) as version_id from article_version group by article_id)
select
    o.entity_id as entity, o.metric_id as metric, o.value, o.value_max, o.comparator, o.unit, o.change_kind,
    o.change_direction, o.change_value, o.change_unit, o.as_of, o.period_start, o.period_end, o.period_kind,
    o.published_at, o.known_at, o.attribution, o.modality, o.region, o.confidence, o.flags, o.quote, o.span_start,
    o.span_end, coalesce(a.canonical_url, v.url) as url, o.source_id as source, v.title, v.official, o.rule,
    o.extractor_version, o.observation_id, o.article_id, o.version_id, s.story_id, o.load_id,
    n.version_id is not null as is_current,
    o.modality = 'actual' and o.confidence >= 0.5
        and not list_has_any(coalesce(o.flags, []), ['implausible', 'future', 'doubtful']) as is_trusted
from observation_fact o
join newest_rules using (version_id, extractor_version)
join article_version v using (version_id)
join article a on a.article_id = o.article_id
join story s on s.article_id = o.article_id
left join newest_version n on n.version_id = o.version_id
order by entity, metric, o.period_end, o.published_at, o.observation_id;
