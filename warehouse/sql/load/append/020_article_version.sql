insert into article_version by name
select s.*, getvariable('load_id') as load_id from staged_article_version s semi join new_version using (version_id);
