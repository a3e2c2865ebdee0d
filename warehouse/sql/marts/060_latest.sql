-- latest: one row for each entity, metric, unit and region: the newest point of the trend that names its period, of
-- periods that end together the shortest; a figure without a period only where there is no other.
create or replace view latest as
select * from trend
qualify row_number() over (
    partition by entity, metric, unit, region
    order by span <> 'reported' desc, period_end desc,
        list_position(['day', 'week', 'month', 'quarter', 'half', 'nine_months', 'year'], period_kind), span
) = 1
order by entity, metric, unit, region;
