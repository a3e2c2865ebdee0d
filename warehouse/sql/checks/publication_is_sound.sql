-- Each row is a fault in a publication: what loading must never leave behind.
select 'article that is there twice: ' || article_id as fault from article group by article_id having count(*) > 1
union all
select 'version that is there twice: ' || version_id from article_version group by version_id having count(*) > 1
union all
select 'version of an unknown article: ' || version_id from article_version anti join article using (article_id)
union all
select 'reading that is there twice: ' || version_id from reading
group by version_id, extractor_version having count(*) > 1
union all
select 'reading of an unknown version: ' || version_id from reading anti join article_version using (version_id)
union all
select 'version that nothing was read from: ' || version_id from article_version anti join reading using (version_id)
union all
select 'version that no answer gave: ' || version_id from article_version anti join sighting using (version_id)
union all
select 'sighting that is there twice: ' || record_id from sighting
group by version_id, extractor_version, record_id, seen_at having count(*) > 1
union all
select 'claim that is there twice: ' || observation_id from observation_fact
group by observation_id having count(*) > 1
union all
select 'claim of an unknown reading: ' || observation_id
from observation_fact anti join reading using (version_id, extractor_version)
union all
select 'reading with another number of claims than it had: ' || r.version_id
from reading r left join observation_fact o using (version_id, extractor_version)
group by r.version_id, r.extractor_version, r.observation_count having count(o.observation_id) <> r.observation_count
union all
select 'request that is there twice: ' || url from "fetch" group by source_id, url, fetched_at having count(*) > 1
union all
select 'poll that is there twice: ' || source_id from outcome group by source_id, started_at having count(*) > 1
union all
select 'load without a ledger row: ' || load_id from (
    select load_id from article union select load_id from article_version union select load_id from observation_fact
) anti join "load" using (load_id)
order by all;
