-- metric: one row a metric that has a figure.
select metric_id as metric, name_en, name_zh, definition from metric
where metric_id in (select metric from observation where is_current) order by metric_id;
