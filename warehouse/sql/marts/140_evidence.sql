-- evidence(id): one row: the claim, the words around it, and the record and digest of the archived bytes it was read from.
create or replace macro evidence(id) as table
select
    o.observation_id, o.entity, o.metric, o.value, o.value_max, o.comparator, o.unit, o.quote, o.span_start, o.span_end,
    o.version_id, v.title, o.url, o.source,
    substring(v.text, greatest(1, o.span_start - 119), least(120, o.span_start)) as before_quote,
    substring(v.text, o.span_end + 1, 120) as after_quote,
    v.payload_digest, v.capture_record_id, v.published_at, v.known_at, o.rule, o.extractor_version
from observation o join article_version v using (version_id) where o.observation_id = id;
