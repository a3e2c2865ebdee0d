insert into story_edge by name
select *, getvariable('load_id') as load_id from near_copy order by article_id, other_article_id;
