-- freshness: one row a source: its last success, last unchanged answer, last new report, when it is due next, and whether
-- "nothing new" is knowledge (it answered) or failure (it did not). `state` is never polled, off (30 failures in a row, or
-- gone for good by HTTP 410; only a run that names it asks it again), failing, stale (it answers, but its newest report is
-- older than it should be; what is given by hand, from no address, never is) or healthy.
create or replace view freshness as
with poll as (
    select
        source_id, max(started_at) as last_poll_at, max(started_at) filter (outcome <> 'failed') as last_success_at,
        max(started_at) filter (outcome = 'unchanged' or new_count = 0 and outcome = 'ok') as last_unchanged_at,
        max(started_at) filter (new_count > 0) as last_new_at, max(newest_published_at) as newest_published_at,
        min(started_at) as first_poll_at, arg_max(outcome, started_at) as last_outcome,
        arg_max(message, started_at) as message
    from outcome group by source_id
), failing as (
    select o.source_id, count(*) as failures_in_row from outcome o join poll p using (source_id)
    where p.last_success_at is null or o.started_at > p.last_success_at group by o.source_id
)
select
    s.source_id as source, s.name,
    case when p.last_poll_at is null then 'never polled'
        when p.last_outcome = 'failed' and (f.failures_in_row >= 30 or p.message like 'HTTP 410%') then 'off'
        when p.last_outcome = 'failed' then 'failing'
        when s.url <> '' and coalesce(p.newest_published_at, p.last_new_at, p.first_poll_at) < p.last_poll_at - to_days(s.stale_after_days) then 'stale'
        else 'healthy' end as state,
    coalesce(p.last_outcome <> 'failed', false) as nothing_new_is_knowledge, p.last_success_at, p.last_unchanged_at,
    p.last_new_at, p.newest_published_at, p.last_poll_at + to_seconds(s.poll_seconds) as next_due_at, p.message
from source s left join poll p using (source_id) left join failing f using (source_id) order by s.source_id;
