-- Near copies among the new versions, and between them and those of the month around: they share a band, and at least
-- 60 % of their MinHashes agree. In steps, so that signatures are read and compared only of versions that share a band.
create or replace temp table near_pair as
with arriving as (
    select version_id, article_id, day, unnest(bands) as band
    from staged_story_signature semi join new_version using (version_id)
), held as (
    select version_id, article_id, day, unnest(bands) as band
    from story_signature where day between getvariable('story_from') and getvariable('story_to')
)
select distinct least(a.version_id, b.version_id) as one, greatest(a.version_id, b.version_id) as other
from arriving a join (from held union all from arriving) b using (band)
where a.article_id <> b.article_id and abs(a.day - b.day) <= 31;

create or replace temp table near_version as
with wanted as (select one as version_id from near_pair union select other from near_pair)
select version_id, article_id, signature
from story_signature semi join wanted using (version_id)
where day between getvariable('story_from') and getvariable('story_to')
union all
select version_id, article_id, signature
from staged_story_signature semi join wanted using (version_id) semi join new_version using (version_id);

create or replace temp table near_copy as
select
    least(x.article_id, y.article_id) as article_id, greatest(x.article_id, y.article_id) as other_article_id,
    max(list_sum(list_transform(list_zip(x.signature, y.signature), lambda pair: (pair[1] = pair[2])::int))
        / greatest(len(x.signature), len(y.signature))) as similarity
from near_pair p
join near_version x on x.version_id = p.one
join near_version y on y.version_id = p.other
group by all having similarity >= 0.6;
