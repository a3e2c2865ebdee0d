insert into outcome by name
select s.* from staged_outcome s anti join outcome using (source_id, started_at);
