-- The newest events that people are told of.
select happened_at, kind, message from event order by happened_at desc, event_id limit 5;
