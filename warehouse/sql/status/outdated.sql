-- One row: how many archived answers only rules older than $rules have read.
select count(*) as answers from (
    select record_id from sighting group by record_id
    having max(list_transform(string_split(extractor_version, '.'), lambda n: try_cast(n as integer)))
        < list_transform(string_split($rules, '.'), lambda n: try_cast(n as integer))
);
