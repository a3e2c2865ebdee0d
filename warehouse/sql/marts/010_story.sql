-- story: one row an article, with the story it belongs to: articles whose texts are near copies share one.
-- The story's id is its smallest article id, so that the order of loading does not matter.
create or replace table story as
with recursive edge(a, b) as (
    select article_id, other_article_id from story_edge union select other_article_id, article_id from story_edge
), reach(article_id, member) as (
    select distinct a, a from edge
    union
    select r.article_id, e.b from reach r join edge e on e.a = r.member
), component as (select article_id, min(member) as story_id from reach group by article_id)
select a.article_id, coalesce(c.story_id, a.article_id) as story_id
from article a left join component c using (article_id) order by a.article_id;
