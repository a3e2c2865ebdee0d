-- coverage: one row a source and day (UTC), from the first day it was polled or backfilled to the last poll of any: what
-- was found, fetched, new and failed. Of a day that is not `known` nothing is known: it was neither polled with success
-- nor is it in a backfill window that was done.
create or replace view coverage as
with poll as (
    select *, timezone('UTC', started_at)::date as day from outcome
), done as (
    select source_id, start_on, end_on from backfill_window
    group by source_id, start_on, end_on having arg_max(state, recorded_at) = 'done'
), reach as (
    select source_id, min(day) as first_on, max(day) as last_on from (
        select source_id, day from poll
        union all select source_id, start_on from done
        union all select source_id, end_on from done
    ) group by source_id
), calendar as (
    select source_id, unnest(generate_series(
        first_on::timestamp, greatest(last_on, coalesce((select max(day) from poll), last_on))::timestamp, interval 1 day
    ))::date as day from reach
), polled as (
    select
        source_id, day, count(*) as poll_count, sum(found_count)::bigint as found_count,
        sum(fetched_count)::bigint as fetched_count, sum(new_count)::bigint as new_count,
        sum(failed_count)::bigint as failed_count, bool_or(outcome <> 'failed') as answered
    from poll group by source_id, day
), backfilled as (
    select c.source_id, c.day from calendar c semi join done d on d.source_id = c.source_id and c.day between d.start_on and d.end_on
)
select
    c.source_id as source, c.day, coalesce(p.poll_count, 0) as poll_count, coalesce(p.found_count, 0) as found_count,
    coalesce(p.fetched_count, 0) as fetched_count, coalesce(p.new_count, 0) as new_count,
    coalesce(p.failed_count, 0) as failed_count, b.day is not null as backfilled,
    coalesce(p.answered, false) or b.day is not null as known
from calendar c left join polled p using (source_id, day) left join backfilled b using (source_id, day)
order by c.source_id, c.day;
