insert into reading by name
select s.*, getvariable('load_id') as load_id from staged_reading s
semi join new_reading using (version_id, extractor_version);
