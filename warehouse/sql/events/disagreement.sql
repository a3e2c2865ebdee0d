-- One row for each point of a trend whose reports disagree by more than rounding explains.
select
    concat_ws('|', t.entity, t.metric, t.unit, t.region, t.span, t.period_end) as key, t.entity, t.metric, null as source,
    concat_ws(', ', coalesce(e.name_en, t.entity), coalesce(m.name_en, t.metric), t.region) as name, t.lowest as value,
    t.highest as value_max, 'range' as comparator, t.unit, t.period_end as day, t.quote as words, t.url
from trend t
left join entity e on e.entity_id = t.entity
left join metric m on m.metric_id = t.metric
where t.disputed order by key;
