-- Each row is a fault in the staged batch: it must not be loaded.
select 'observation of a version that is not in the batch: ' || observation_id as fault
from staged_observation o anti join staged_version using (version_id)
union all
select 'observation read twice: ' || observation_id from staged_observation group by observation_id having count(*) > 1
union all
select 'value is not finite: ' || observation_id from staged_observation where not isfinite(value)
union all
select 'span is empty or reversed: ' || observation_id from staged_observation where span_start < 0 or span_end <= span_start
union all
select 'span is not the quote: ' || o.observation_id from staged_observation o join staged_version v using (version_id)
where substring(v.text, o.span_start + 1, o.span_end - o.span_start) <> o.quote;
