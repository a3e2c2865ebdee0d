-- latest: one row for each entity, metric and unit: the figure of the newest period in the trend.
create or replace view latest as
select entity, metric, unit, max(period_end) as period_end, arg_max(value, period_end) as value,
    arg_max(comparator, period_end) as comparator, arg_max(change_yoy_percent, period_end) as change_yoy_percent,
    arg_max(quote, period_end) as quote, arg_max(url, period_end) as url, arg_max(observation_id, period_end) as observation_id
from trend group by entity, metric, unit order by entity, metric;

-- growth: one row for each point of a trend that has a comparable point a year or a quarter before.
create or replace view growth as
select entity, metric, unit, period_end, period_kind, value, change_yoy_percent, change_qoq_percent
from trend where change_yoy_percent is not null or change_qoq_percent is not null order by entity, metric, period_end;

-- conflicts: one row for each trusted claim about a point of a trend whose claims disagree by more than rounding explains.
create or replace view conflicts as
select o.entity, o.metric, t.period_end, o.value, o.comparator, o.unit, o.quote, o.url, o.source, o.published_at, o.story_id, t.value as best_value, o.observation_id
from trend t join observation o on o.entity = t.entity and o.metric = t.metric and o.unit = t.unit
    and coalesce(o.period_end, o.published_at::date) = t.period_end
where t.disputed and o.is_current and o.is_trusted order by o.entity, o.metric, t.period_end, o.value;

-- revisions: one row for each claim of an article's older version that its newest version says otherwise or not at all.
create or replace view revisions as
select was.article_id, was.url, was.source, was.entity, was.metric, was.as_of, was.value as value_before, now_.value as value_now,
    was.quote as quote_before, now_.quote as quote_now, was.known_at as known_before, v.known_at as known_now
from observation was
join observation_fact f on f.observation_id = was.observation_id
join (select article_id, max(known_at) as known_at from article_version group by article_id) v on v.article_id = was.article_id
left join observation now_ on now_.article_id = was.article_id and now_.is_current and now_.entity = was.entity
    and now_.metric = was.metric and now_.as_of is not distinct from was.as_of
where not was.is_current and (now_.value is null or now_.value <> was.value);

-- first_reported: one row for each value of an entity's metric and period: who was the first to report it, and when.
create or replace view first_reported as
select entity, metric, unit, period_end, value, min(published_at) as first_published_at,
    arg_min(source, published_at) as source, arg_min(url, published_at) as url, arg_min(quote, published_at) as quote
from observation where is_trusted group by entity, metric, unit, period_end, value order by entity, metric, period_end;

-- known_at(day): one row for each entity, metric, unit and period: the newest figure that was in the archive on that day.
create or replace macro known_at(day) as table
select entity, metric, unit, coalesce(period_end, published_at::date) as period_end,
    arg_max(value, (official::int, (comparator = 'eq')::int, epoch(known_at), observation_id)) as value,
    arg_max(quote, (official::int, (comparator = 'eq')::int, epoch(known_at), observation_id)) as quote, max(known_at) as known_at
from observation where is_trusted and known_at::date <= day::date group by all order by all;

-- coverage: one row a source and day, from its first poll to its last: what was found, fetched, new and failed; a day
-- without a poll is a day nothing is known of.
create or replace view coverage as
with day as (
    select source_id, unnest(generate_series(min(started_at)::date, (select max(started_at) from outcome)::date, interval 1 day))::date as day
    from outcome group by source_id
)
select d.source_id as source, d.day, count(o.source_id) as poll_count, coalesce(sum(o.found_count), 0) as found_count,
    coalesce(sum(o.fetched_count), 0) as fetched_count, coalesce(sum(o.new_count), 0) as new_count,
    coalesce(sum(o.failed_count), 0) as failed_count, count(o.source_id) filter (o.outcome <> 'failed') > 0 as known
from day d left join outcome o on o.source_id = d.source_id and o.started_at::date = d.day group by all order by all;

-- freshness: one row a source: its last success, last unchanged answer, last new report, when it is due next, and
-- whether "nothing new" is knowledge (it answered) or failure (it did not).
create or replace view freshness as
with poll as (
    select source_id, max(started_at) as last_poll_at, max(started_at) filter (outcome <> 'failed') as last_success_at,
        max(started_at) filter (outcome = 'unchanged') as last_unchanged_at, max(started_at) filter (new_count > 0) as last_new_at,
        max(newest_published_at) as newest_published_at, arg_max(outcome, started_at) as last_outcome, arg_max(message, started_at) as message
    from outcome group by source_id
)
select s.source_id as source, s.name,
    case when p.last_poll_at is null then 'never polled'
        when p.last_outcome = 'failed' then 'failing'
        when p.newest_published_at < p.last_poll_at - to_days(s.stale_after_days) then 'stale'
        else 'healthy' end as state,
    p.last_outcome is not null and p.last_outcome <> 'failed' as nothing_new_is_knowledge, p.last_success_at, p.last_unchanged_at,
    p.last_new_at, p.newest_published_at, p.last_poll_at + to_seconds(s.poll_seconds) as next_due_at, p.message
from source s left join poll p using (source_id) order by s.source_id;

-- review: one row for each current claim that is kept out of the trend, with the reasons.
create or replace view review as
select entity, metric, value, value_max, comparator, unit, as_of, modality, confidence, flags,
    list_filter([case when modality <> 'actual' then modality end, case when confidence < 0.5 then 'low confidence' end,
        array_to_string(flags, ', ')], lambda r: r is not null and r <> '') as reasons,
    quote, title, url, source, published_at, observation_id
from observation where is_current and not is_trusted order by entity, metric, published_at;

-- evidence(id): one row: the claim, the words around it, and the digest and record of the archived bytes it was read from.
create or replace macro evidence(id) as table
select o.observation_id, o.entity, o.metric, o.value, o.unit, o.quote, o.span_start, o.span_end, o.version_id, v.title, o.url,
    substring(v.text, greatest(1, o.span_start - 119), least(120, o.span_start)) as before_quote,
    substring(v.text, o.span_end + 1, 120) as after_quote, v.payload_digest, v.capture_record_id, v.known_at, o.rule, o.extractor_version
from observation o join article_version v using (version_id) where o.observation_id = id;

-- search(words): one row a current article version whose title, text or quotes hold these words, in any script.
create or replace macro search(words) as table
select v.article_id, v.version_id, v.title, v.url, v.source_id as source, v.published_at,
    substring(v.text, greatest(1, strpos(lower(v.text), lower(words)) - 60), 160) as excerpt
from article_version v
where contains(lower(v.title), lower(words)) or contains(lower(v.text), lower(words))
order by v.published_at desc;
