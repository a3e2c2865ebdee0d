-- trend: one row for each entity, metric, unit, region, span and period: the figure to plot, and how sure we are. How the
-- best value is chosen is written at known_at.
create or replace table trend as
from known_at(date '9999-12-31') order by entity, metric, unit, region, span, period_end;
