-- answer: one row an archived answer that is an article: the text it gave, as the newest rules parse it, and when.
-- The newest answer of an article says which text it has now, also when it went back to an earlier one.
create or replace macro rules_order(version) as list_transform(string_split(version, '.'), lambda n: try_cast(n as integer));
create or replace table answer as
select
    s.article_id, s.record_id, s.seen_at,
    arg_max(s.version_id, (rules_order(s.extractor_version), l.started_at, s.version_id)) as version_id
from sighting s left join "load" l using (load_id)
group by s.article_id, s.record_id, s.seen_at order by s.article_id, s.seen_at, s.record_id;
