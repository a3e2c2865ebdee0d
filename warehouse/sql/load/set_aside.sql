-- Each row is a fault in the staged batch, with the version it is in: that version is not loaded.
create or replace temp table set_aside as
select version_id, 'observation of a version that is not in the batch' as fault
from staged_observation anti join staged_article_version using (version_id)
union all
select version_id, 'observation of a reading that is not in the batch'
from staged_observation anti join staged_reading using (version_id, extractor_version)
union all
select version_id, 'reading that is in the batch twice'
from staged_reading group by version_id, extractor_version having count(*) > 1
union all
select any_value(version_id), 'observation that is in the batch twice'
from staged_observation group by observation_id having count(*) > 1
union all
select version_id, 'version that is in the batch twice'
from staged_article_version group by version_id having count(*) > 1
union all
select version_id, 'version of an article that is not in the batch'
from staged_article_version anti join staged_article using (article_id)
union all
select version_id, 'version without the time it became known' from staged_article_version where known_at is null
union all
select version_id, 'value that is not finite'
from staged_observation where not isfinite(value) or not isfinite(coalesce(value_max, 0))
union all
select version_id, 'range that is reversed' from staged_observation where value_max < value
union all
select version_id, 'confidence outside 0 to 1' from staged_observation where not confidence between 0 and 1
union all
select version_id, 'span that is empty or reversed' from staged_observation where span_start < 0 or span_end <= span_start
union all
select o.version_id, 'span that does not hold its quote: ' || o.quote
from staged_observation o join staged_article_version v using (version_id)
where substring(v.text, o.span_start + 1, o.span_end - o.span_start) is distinct from o.quote;
