-- story: one row an article, with the story it belongs to: articles whose texts are near copies share one, and count as
-- one independent report. A story's id is its smallest article id, so that the order of loading does not matter.
create or replace table story as
with recursive edge(one, other) as (
    select article_id, other_article_id from story_edge union select other_article_id, article_id from story_edge
), component(article_id, story_id) using key (article_id) as (
    select one, least(one, min(other)) from edge group by one
    union
    select e.one, min(c.story_id)
    from component c join edge e on e.other = c.article_id join recurring.component r on r.article_id = e.one
    where c.story_id < r.story_id group by e.one
)
select a.article_id, coalesce(c.story_id, a.article_id) as story_id
from article a left join component c using (article_id) order by a.article_id;
