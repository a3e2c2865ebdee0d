-- publication: one row: what this file was published from, and how much it holds.
select p.load_id, p.published_at,
    (select count(*) from observation where is_current) as figure_count,
    (select count(distinct article_id) from observation where is_current) as report_count,
    (select count(distinct story_id) from observation where is_current) as story_count,
    (select count(distinct source) from observation where is_current) as source_count,
    (select max(published_at) from observation where is_current) as newest_published_at
from publication p;
