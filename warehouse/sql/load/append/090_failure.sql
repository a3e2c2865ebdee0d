-- What failed before the load, and the versions that were set aside by it.
insert into failure by name
with arriving as (
    from staged_failure
    union all by name
    select
        any_value(v.source_id) as source_id, coalesce(any_value(v.url), version_id) as url, 'load' as stage,
        'not loaded: ' || min(fault) as reason, coalesce(any_value(v.known_at), getvariable('now')) as failed_at,
        'UnsoundRow' as kind, getvariable('run_id') as run_id
    from set_aside left join staged_article_version v using (version_id) group by version_id
)
from arriving anti join failure using (source_id, url, stage, reason, failed_at);
