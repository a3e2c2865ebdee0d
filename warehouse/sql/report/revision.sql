-- revision: one row a figure that a report's newest version gives otherwise than an earlier one, or no longer gives.
select entity, metric, as_of, value_before, value_now, quote_before, quote_now, url, source, known_before, known_now
from revisions order by known_now desc, url, entity, metric;
