-- source: one row a source: how fresh it is and how much came from it; those that gave most stand first.
with given as (
    select source, count(*) as figure_count, count(distinct article_id) as report_count
    from observation where is_current group by source
)
select f.source, f.name, s.language, s.official, f.state, f.last_success_at, f.newest_published_at, f.next_due_at, f.message,
    coalesce(g.figure_count, 0) as figure_count, coalesce(g.report_count, 0) as report_count
from freshness f join source s on s.source_id = f.source left join given g on g.source = f.source
order by coalesce(g.figure_count, 0) desc, f.last_success_at is null, f.source;
