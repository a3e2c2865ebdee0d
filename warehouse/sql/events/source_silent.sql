-- One row for each source that answers and has had no report for longer than it should: once for each silence.
select
    concat_ws('|', f.source, f.newest_published_at::date) as key, null as entity, null as metric, f.source, f.name,
    null::double as value, null::double as value_max, '' as comparator, '' as unit, f.newest_published_at::date as day,
    concat(s.stale_after_days, ' days') as words, s.url
from freshness f join source s on s.source_id = f.source
where f.state = 'stale' order by key;
