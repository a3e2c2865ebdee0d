insert into observation by name
select s.*, getvariable('load_id') as load_id from staged_observation s
semi join new_reading using (version_id, extractor_version);
