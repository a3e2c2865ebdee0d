-- One row for each backfill window, with its last state and the run that left it.
select
    source_id as source, start_on, end_on, arg_max(state, recorded_at) as state, arg_max(run_id, recorded_at) as run_id,
    arg_max(message, recorded_at) as message
from backfill_window group by all order by all;
