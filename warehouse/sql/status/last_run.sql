-- One row: the newest run that polled sources.
select
    run_id, min(started_at) as started_at, max(finished_at) as finished_at, count(*) as sources,
    count(*) filter (outcome = 'failed') as failed_sources, sum(found_count)::bigint as found, sum(fetched_count)::bigint as fetched,
    sum(new_count)::bigint as new, sum(failed_count)::bigint as failures
from outcome group by run_id order by started_at desc limit 1;
