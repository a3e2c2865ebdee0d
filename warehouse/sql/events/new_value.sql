-- One row for the newest figure of each series; a revised figure is a new one.
select
    concat_ws('|', l.entity, l.metric, l.unit, l.region, l.period_end, l.value) as key, l.entity, l.metric, null as source,
    concat_ws(', ', coalesce(e.name_en, l.entity), coalesce(m.name_en, l.metric), l.region) as name, l.value, l.value_max,
    l.comparator, l.unit, l.period_end as day, l.quote as words, l.url
from latest l
left join entity e on e.entity_id = l.entity
left join metric m on m.metric_id = l.metric
order by key;
