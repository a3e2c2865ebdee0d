-- revision: one row a figure that a report's present text gives otherwise than an earlier one, or no longer gives.
select entity, metric, unit, region, as_of, value_before, value_now, quote_before, quote_now, url, source, known_before, known_now
from revisions order by known_now desc, url, entity, metric, observation_id_before;
