-- One row for each source whose last three polls failed: once for each row of failures, not for each failure.
with success as (select source_id, max(started_at) as at from outcome where outcome <> 'failed' group by source_id)
select
    concat_ws('|', o.source_id, coalesce(any_value(s.at)::varchar, 'never')) as key, null as entity, null as metric,
    o.source_id as source, coalesce(any_value(d.name), o.source_id) as name, count(*)::double as value, null::double as value_max,
    '' as comparator, '' as unit, min(o.started_at)::date as day, arg_max(o.message, o.started_at) as words, any_value(d.url) as url
from outcome o
left join success s on s.source_id = o.source_id
left join source d on d.source_id = o.source_id
where s.at is null or o.started_at > s.at
group by o.source_id having count(*) >= 3 order by key;
