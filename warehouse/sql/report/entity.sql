-- entity: one row an entity that has a figure.
select entity_id as entity, name_en, name_zh, kind from entity
where entity_id in (select entity from observation where is_current) order by entity_id;
