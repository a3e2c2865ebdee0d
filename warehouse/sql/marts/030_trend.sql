-- trend: one row for each entity, metric, unit, region and period: the figure to plot, and how sure we are.
-- The best value is chosen by, in this order: the company itself over others, an exact figure over "more than" and
-- "about", more independent stories that say the same over fewer, newer reports over older. Rumours, forecasts and
-- targets, doubtful and implausible figures never come in. A figure without a period stands at its publication day,
-- with period_kind 'reported'. Periods that end on the same day but differ in length (quarter, year) are separate rows
-- for flows of money; users, being levels, are read at the day itself.
create or replace table trend as
with level as (
    select *, case when unit in ('users', 'count', 'percent') and period_kind in ('day', 'month', 'quarter', 'half', 'nine_months', 'year')
        then 'end' else coalesce(period_kind, 'reported') end as span,
        coalesce(period_end, published_at::date) as day_at
    from observation where is_current and is_trusted and coalesce(period_end, published_at::date) is not null
), said as (
    select entity, metric, unit, region, day_at, span, comparator, value, count(distinct story_id) as backing
    from level group by all
), ranked as (
    select l.*, s.backing, (l.official::int, (l.comparator = 'eq')::int, (l.comparator <> 'approx')::int, s.backing,
        coalesce(epoch(l.published_at), 0), l.confidence, l.observation_id) as trust
    from level l join said s on s.entity = l.entity and s.metric = l.metric and s.unit = l.unit and s.region is not distinct from l.region
        and s.day_at = l.day_at and s.span = l.span and s.comparator = l.comparator and s.value = l.value
), best as (
    select entity, metric, unit, region, day_at as period_end, any_value(case when span = 'end' then period_kind else span end order by trust desc) as period_kind, span,
        arg_max(value, trust) as value, arg_max(value_max, trust) as value_max, arg_max(comparator, trust) as comparator,
        arg_max(case when change_kind = 'yoy' and change_unit = 'percent' then case when change_direction = 'down' then -abs(change_value) else change_value end end, trust) as stated_yoy,
        count(distinct article_id) as report_count, count(distinct story_id) as story_count,
        min(value) filter (comparator in ('eq', 'approx')) as lowest_exact, max(value) filter (comparator in ('eq', 'approx')) as highest_exact,
        min(value) as lowest, max(coalesce(value_max, value)) as highest, max(value) filter (comparator in ('gt', 'ge')) as floor,
        arg_max(quote, trust) as quote, arg_max(url, trust) as url, arg_max(source, trust) as source, arg_max(title, trust) as title,
        arg_max(published_at, trust) as published_at, arg_max(confidence, trust) as confidence, arg_max(official, trust) as official,
        arg_max(observation_id, trust) as observation_id
    from ranked group by entity, metric, unit, region, day_at, span
)
select b.entity, b.metric, b.unit, b.region, b.period_end, b.period_kind, b.value, b.value_max, b.comparator,
    coalesce(round((b.value / nullif(y.value, 0) - 1) * 100, 2), b.stated_yoy) as change_yoy_percent,
    round((b.value / nullif(q.value, 0) - 1) * 100, 2) as change_qoq_percent,
    b.report_count, b.story_count, b.lowest, b.highest,
    coalesce(b.highest_exact > b.lowest_exact + 0.05 * abs(b.lowest_exact), false) or coalesce(b.floor > b.highest_exact * 1.05, false) as disputed,
    b.quote, b.url, b.source, b.title, b.published_at, b.confidence, b.official, b.observation_id
from best b
left join best y on y.entity = b.entity and y.metric = b.metric and y.unit = b.unit and y.region is not distinct from b.region
    and y.span = b.span and b.span <> 'reported' and y.period_end = last_day(b.period_end - interval 1 year) and b.period_end = last_day(b.period_end)
left join best q on q.entity = b.entity and q.metric = b.metric and q.unit = b.unit and q.region is not distinct from b.region
    and q.span = b.span and b.span in ('end', 'quarter') and q.period_end = last_day(b.period_end - interval 3 month) and b.period_end = last_day(b.period_end)
order by b.entity, b.metric, b.period_end;
