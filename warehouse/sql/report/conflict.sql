-- conflict: one row a claim about a point that is disputed, newest point first, with the words around it.
select
    c.entity, c.metric, c.unit, c.region, c.span, c.period_end, o.period_kind, c.comparator, c.value, c.value_max,
    c.best_value, c.best_comparator, c.attribution,
    substring(v.text, greatest(1, o.span_start - 139), least(140, o.span_start)) as before_quote, c.quote,
    substring(v.text, o.span_end + 1, 140) as after_quote, v.language, c.title, c.source, c.url, c.published_at,
    c.observation_id
from conflicts c join observation o using (observation_id) join article_version v using (version_id)
order by c.period_end desc, c.entity, c.metric, c.unit, c.region, c.span, c.value, c.observation_id;
