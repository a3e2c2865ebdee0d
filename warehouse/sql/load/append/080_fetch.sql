insert into "fetch" by name
select s.* from staged_fetch s anti join (
    from "fetch" where fetched_at between getvariable('fetched_from') and getvariable('fetched_to')
) using (source_id, url, fetched_at);
