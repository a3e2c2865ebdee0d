-- review: one row for each current claim that is kept out of the trend, with the reasons.
create or replace view review as
select
    entity, metric, value, value_max, comparator, unit, region, as_of, modality, confidence, flags,
    list_concat(
        list_filter(
            [
                case when modality <> 'actual' then modality end, case when confidence < 0.5 then 'low confidence' end,
                case when point_end is null then 'neither period nor publication day' end
            ],
            lambda reason: reason is not null
        ),
        coalesce(flags, [])
    ) as reasons,
    quote, title, url, source, published_at, observation_id
from observation where is_current and (not is_trusted or point_end is null)
order by entity, metric, published_at, observation_id;
