-- One row a source that was polled: its newest poll and success, how often it failed since, and what its last ? good
-- polls brought, the newest first.
with poll as (
    select
        source_id, max(started_at) as newest_at, arg_max(message, started_at) as message,
        max(started_at) filter (outcome <> 'failed') as last_success_at,
        arg_max(new_count, started_at, ?) filter (outcome <> 'failed') as new_counts
    from outcome group by source_id
), failing as (
    select source_id, count(*) as failures from outcome o join poll p using (source_id)
    where o.outcome = 'failed' and (p.last_success_at is null or o.started_at > p.last_success_at) group by source_id
)
select
    p.source_id, p.newest_at, p.message, p.last_success_at, coalesce(f.failures, 0) as failures, p.new_counts,
    coalesce(s.poll_seconds, 3600) as poll_seconds
from poll p left join failing f using (source_id) left join source s using (source_id) order by p.source_id;
