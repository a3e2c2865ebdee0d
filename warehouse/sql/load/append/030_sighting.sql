insert into sighting by name
select s.*, getvariable('load_id') as load_id from staged_sighting s
anti join set_aside using (version_id)
anti join (
    from sighting where seen_at between getvariable('seen_from') and getvariable('seen_to')
) using (version_id, extractor_version, record_id, seen_at);
