-- What of the staged batch the warehouse does not hold. A version comes with its reading, so that one look at `reading`,
-- for the keys the batch names, settles both; of the big tables nothing is read. `set_aside` are versions whose rows
-- are faulty: they stay out, whole, and become failures.
create or replace temp table held as
select version_id, extractor_version from reading where version_id in (select version_id from staged_reading);

create or replace temp table new_reading as
select version_id, extractor_version from staged_reading
anti join held using (version_id, extractor_version)
anti join set_aside using (version_id);

create or replace temp table new_version as
select version_id, article_id from staged_article_version semi join new_reading using (version_id)
anti join held using (version_id);

-- Times bound the ledgers' rows that can be the same; a month around the batch's days bounds the near copies.
set variable seen_from = (select min(seen_at) from staged_sighting);
set variable seen_to = (select max(seen_at) from staged_sighting);
set variable fetched_from = (select min(fetched_at) from staged_fetch);
set variable fetched_to = (select max(fetched_at) from staged_fetch);
set variable story_from = (
    select min(day) - 31 from staged_story_signature semi join new_version using (version_id)
);
set variable story_to = (
    select max(day) + 31 from staged_story_signature semi join new_version using (version_id)
);
