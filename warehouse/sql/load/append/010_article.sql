insert into article by name
select s.*, getvariable('load_id') as load_id from staged_article s
semi join new_version using (article_id)
where article_id not in (select article_id from article where article_id in (select article_id from new_version));
