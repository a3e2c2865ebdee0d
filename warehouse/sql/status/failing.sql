-- One row for each source whose last poll failed: since when, how often in a row, and why.
with success as (select source_id, max(started_at) as at from outcome where outcome <> 'failed' group by source_id)
select
    o.source_id as source, min(o.started_at) as since, count(*) as times, max(s.at) as last_success,
    arg_max(o.message, o.started_at) as why
from outcome o left join success s on s.source_id = o.source_id
where s.at is null or o.started_at > s.at
group by o.source_id order by since, source;
