-- What of the staged batch the warehouse does not hold. Only the small ledgers `reading` and `article_version` are
-- looked at, and of these only keys the batch names, so that the cost is the batch's and not the table's.
create or replace temp table new_reading as
select r.* from staged_reading r anti join reading using (version_id, extractor_version);
create or replace temp table new_version as
select v.* from staged_version v anti join article_version using (version_id);
create or replace temp table new_article as
select article_id, any_value(canonical_url) as canonical_url, min(url) as url, min(site) as site, min(known_at) as first_known_at
from staged_version v anti join article using (article_id) group by article_id;
create or replace temp table new_observation as
select o.* from staged_observation o semi join new_reading using (version_id, extractor_version);
create or replace temp table new_band as
select b.* from staged_band b semi join new_version using (version_id);
