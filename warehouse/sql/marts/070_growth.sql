-- growth: one row for each point of a trend that has a comparable point a year or a quarter before.
create or replace view growth as
select entity, metric, unit, region, span, period_end, period_kind, value, change_yoy_percent, change_qoq_percent
from trend where change_yoy_percent is not null or change_qoq_percent is not null
order by entity, metric, unit, region, span, period_end;
