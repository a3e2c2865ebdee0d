-- Near copies among the new versions, and between them and those of the month around: they share a band, and at least
-- 60 % of their MinHashes agree.
insert into story_edge by name
with near_days as (
    from story_signature where day between getvariable('story_from') and getvariable('story_to')
), arriving as (
    select version_id, article_id, day, unnest(bands) as band from near_days semi join new_version using (version_id)
), held as (
    select version_id, article_id, day, unnest(bands) as band from near_days
), pair as (
    select distinct least(n.version_id, h.version_id) as one, greatest(n.version_id, h.version_id) as other
    from arriving n join held h using (band)
    where n.article_id <> h.article_id and abs(n.day - h.day) <= 31
), scored as (
    select
        least(x.article_id, y.article_id) as article_id, greatest(x.article_id, y.article_id) as other_article_id,
        list_sum(list_transform(range(1, len(x.signature) + 1), lambda i: (x.signature[i] = y.signature[i])::int))
            / len(x.signature) as similarity
    from pair join near_days x on x.version_id = pair.one join near_days y on y.version_id = pair.other
    where len(x.signature) = len(y.signature)
)
select article_id, other_article_id, max(similarity) as similarity, getvariable('load_id') as load_id
from scored where similarity >= 0.6 group by all order by all;
