-- Append in the tables' own columns; $load_id marks every row.
insert into article by name select *, getvariable('load_id') as load_id from new_article;
insert into article_version by name select * exclude (canonical_url, site), getvariable('load_id') as load_id from new_version;
insert into reading by name select *, getvariable('load_id') as load_id from new_reading;
insert into observation by name select *, getvariable('load_id') as load_id from new_observation;
insert into story_band by name select *, getvariable('load_id') as load_id from new_band;
insert into story_edge by name
with near as (
    select distinct least(n.version_id, b.version_id) as a, greatest(n.version_id, b.version_id) as b
    from new_band n join story_band b using (band_number, band_hash) where n.article_id <> b.article_id
), scored as (
    select least(x.article_id, y.article_id) as article_id, greatest(x.article_id, y.article_id) as other_article_id,
        list_sum(list_transform(range(1, len(x.signature) + 1), lambda i: (x.signature[i] = y.signature[i])::int)) / len(x.signature) as similarity
    from near join article_version x on x.version_id = near.a join article_version y on y.version_id = near.b
    where len(x.signature) = len(y.signature)
)
select article_id, other_article_id, max(similarity) as similarity, getvariable('load_id') as load_id
from scored where similarity >= 0.6 group by all;
insert into "fetch" by name select * from staged_fetch s anti join "fetch" using (source_id, url, fetched_at);
insert into failure by name select * from staged_failure anti join failure using (source_id, url, stage, failed_at);
insert into outcome by name select * from staged_outcome anti join outcome using (source_id, started_at);
