-- publication: one row: the newest load in this file, its schema, and when it was published.
create or replace table publication as
select
    (select arg_max(load_id, (started_at, load_id)) from "load") as load_id, ?::integer as schema_version,
    coalesce(?::timestamptz, (select max(started_at) from "load")) as published_at;
