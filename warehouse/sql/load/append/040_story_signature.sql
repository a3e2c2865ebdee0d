insert into story_signature by name
select s.*, getvariable('load_id') as load_id from staged_story_signature s semi join new_version using (version_id);
