-- One row for a load that brought anything.
insert into "load" by name
select
    getvariable('load_id') as load_id, getvariable('run_id') as run_id, getvariable('now') as started_at,
    ? as article_count, ? as version_count, ? as observation_count, ? as failure_count, ? as fetch_count;
