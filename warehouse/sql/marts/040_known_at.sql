-- known_at(day): one row for each entity, metric, unit, region, span and period: the figure to plot, as it was known at
-- the end of that day (UTC), and how sure it was. `trend` is the same of everything known.
--
-- A point. Definitions never mix: another unit, region or span is another series. Users, and what the catalogue counts
-- at a day, are levels: a quarter, a year and a day that end together speak of the same moment (span 'level'). What adds
-- up over time (money, shares, sums) keeps a quarter and a year that end together apart (span 'quarter', 'year' ...).
-- A claim that names no period stands at its publication day, in a span of its own ('reported').
--
-- The best value, in this order: the company itself over others; an exact figure over "about", over a range, over "more
-- than" and "less than"; the value that more independent reports (stories) give; the newer report; the surer reading.
-- Rumours, forecasts and targets, implausible, doubtful and future figures, and texts their articles no longer have,
-- never come in.
--
-- Disputed: no value fits all that is said. An exact figure stands for what is rounded to it (1.2 billion: 1.15 to 1.25;
-- 1.411 billion: 1.4105 to 1.4115), "about" for 5 % to both sides, a range for itself, "more than" for all above it and
-- "less than" for all below. Changes are computed between exact or approximate figures at the ends of
-- months a year or a quarter apart; where they cannot be, the change on the year that the best report states stands.
create or replace macro exactness(comparator) as
    case comparator when 'eq' then 3 when 'approx' then 2 when 'range' then 1 else 0 end;
-- How far rounding may have moved a figure: half a unit of its last digit that is not zero, at most 5 %.
create or replace macro digits(value) as cast(cast(round(abs(value) * 1000) as hugeint) as varchar);
create or replace macro rounding(value) as
    least(0.5 * power(10, length(digits(value)) - length(rtrim(digits(value), '0')) - 3), 0.05 * abs(value));
create or replace macro least_meant(comparator, value) as
    case comparator when 'eq' then value - rounding(value) when 'approx' then value - 0.05 * abs(value)
        when 'lt' then null when 'le' then null else value end;
create or replace macro most_meant(comparator, value, value_max) as
    case comparator when 'eq' then value + rounding(value) when 'approx' then value + 0.05 * abs(value)
        when 'gt' then null when 'ge' then null else coalesce(value_max, value) end;
create or replace macro known_at(day) as table
with text as (
    select arg_max(version_id, (seen_at, version_id)) as version_id
    from answer where timezone('UTC', seen_at)::date <= day::date group by article_id
), claim as (
    select * from observation semi join text using (version_id) where is_trusted and point_end is not null
), point as (
    select
        entity, metric, unit, region, span, point_end,
        count(distinct article_id) as report_count, count(distinct story_id) as story_count,
        min(value) as lowest, max(coalesce(value_max, value)) as highest,
        max(least_meant(comparator, value)) as least_meant, min(most_meant(comparator, value, value_max)) as most_meant
    from claim group by all
), said as (
    select
        entity, metric, unit, region, span, point_end, comparator, value, count(distinct story_id) as backing,
        arg_max(
            {observation_id: observation_id, value_max: value_max, period_kind: period_kind, official: official,
             reported: coalesce(epoch(published_at), 0), confidence: confidence,
             stated_yoy: case when change_kind = 'yoy' and change_unit = 'percent'
                 then case change_direction when 'down' then -abs(change_value) else change_value end end},
            (official::int, coalesce(epoch(published_at), 0), confidence, observation_id)
        ) as claim
    from claim group by all
), best as (
    select
        entity, metric, unit, region, span, point_end,
        arg_max({comparator: comparator, value: value, claim: claim}, (
            claim.official::int, exactness(comparator), backing, claim.reported, claim.confidence, claim.observation_id
        )) as chosen
    from said group by all
), settled as (
    select
        p.*, b.chosen.value as value, b.chosen.comparator as comparator, b.chosen.claim as claim,
        case when exactness(b.chosen.comparator) >= 2 and p.unit <> 'percent' then b.chosen.value end as comparable,
        year(p.point_end) * 12 + month(p.point_end) as month_number,
        p.point_end = last_day(p.point_end) and p.span <> 'reported' as ends_month
    from point p join best b on b.entity = p.entity and b.metric = p.metric and b.unit = p.unit
        and b.region is not distinct from p.region and b.span = p.span and b.point_end = p.point_end
), compared as (
    select
        *,
        max(case when ends_month and comparable > 0 then comparable end) over (
            partition by entity, metric, unit, region, span, ends_month order by month_number
            range between 12 preceding and 12 preceding
        ) as year_before,
        max(case when ends_month and comparable > 0 and span in ('level', 'quarter') then comparable end) over (
            partition by entity, metric, unit, region, span, ends_month order by month_number
            range between 3 preceding and 3 preceding
        ) as quarter_before
    from settled
)
select
    c.entity, c.metric, c.unit, c.region, c.span, c.point_end as period_end,
    coalesce(c.claim.period_kind, 'reported') as period_kind, c.value, c.claim.value_max as value_max, c.comparator,
    coalesce(
        case when c.ends_month then round((c.comparable / c.year_before - 1) * 100, 2) end, c.claim.stated_yoy
    ) as change_yoy_percent,
    case when c.ends_month then round((c.comparable / c.quarter_before - 1) * 100, 2) end as change_qoq_percent,
    c.report_count, c.story_count, c.lowest, c.highest,
    coalesce(c.least_meant > c.most_meant, false) as disputed,
    o.quote, o.url, o.source, o.title, o.published_at, o.known_at, o.confidence, o.official, o.observation_id
from compared c join observation o on o.observation_id = c.claim.observation_id
order by c.entity, c.metric, c.unit, c.region, c.span, c.point_end;
