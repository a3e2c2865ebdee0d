-- figure: one row a current claim with the words around it, newest report first; `doubts` say why it is kept out of the
-- trend, empty for one that is in it.
select
    o.entity, o.metric, o.unit, o.region, o.span, o.point_end, o.period_kind, o.comparator, o.value, o.value_max,
    o.attribution, coalesce(r.reasons, []) as doubts,
    substring(v.text, greatest(1, o.span_start - 139), least(140, o.span_start)) as before_quote, o.quote,
    substring(v.text, o.span_end + 1, 140) as after_quote, v.language, o.title, o.source, o.url, o.published_at,
    o.observation_id
from observation o join article_version v using (version_id) left join review r using (observation_id)
where o.is_current order by o.published_at desc nulls last, o.observation_id;
