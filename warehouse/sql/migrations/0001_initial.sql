-- The first schema. No keys, sequences or indexes: uniqueness is checked in the load transaction (DuckLake has none).
-- Dimensions: one row an entry of the catalogue; entries that left it stay, for their facts.
create table entity (
    entity_id varchar not null, name_en varchar, name_zh varchar, kind varchar, parent_id varchar
);
create table metric (
    metric_id varchar not null, unit varchar, name_en varchar, name_zh varchar, definition varchar, period_kind varchar
);
create table source (
    source_id varchar not null, name varchar, kind varchar, url varchar, language varchar, official boolean,
    enabled boolean, poll_seconds bigint, stale_after_days integer
);

-- One article, known by its canonical URL.
create table article (
    article_id varchar not null, canonical_url varchar, url varchar, site varchar, first_known_at timestamptz,
    load_id varchar
);
-- One text of an article; an edited article has several. `known_at`, source and record are those of its first load.
create table article_version (
    version_id varchar not null, article_id varchar not null, source_id varchar, url varchar, title varchar,
    text varchar, language varchar, published_at timestamptz, published_raw varchar, authors varchar[],
    official boolean, capture_record_id varchar, payload_digest varchar, known_at timestamptz, flags varchar[],
    load_id varchar
);
-- One archived answer that gave this text, as one version of the rules parsed it. The newest says which text an
-- article has now, also when it went back to an earlier one.
create table sighting (
    article_id varchar not null, version_id varchar not null, extractor_version varchar not null, record_id varchar,
    seen_at timestamptz, load_id varchar
);
-- What near copies of a version are looked up by: the MinHash and its bands. `day` is that of publication, where unknown
-- that of the first answer: copies are looked for within a month of it, so that the cost does not grow with the years.
create table story_signature (
    version_id varchar not null, article_id varchar not null, day date, bands ubigint[], signature ubigint[],
    load_id varchar
);
-- Two articles whose texts are near copies; stories are the connected components.
create table story_edge (
    article_id varchar not null, other_article_id varchar not null, similarity double, load_id varchar
);
-- One reading of a version by one version of the rules: what makes a second load of it a no-op.
create table reading (
    version_id varchar not null, extractor_version varchar not null, observation_count integer, load_id varchar
);
-- One claim as one article version states it.
create table observation (
    observation_id varchar not null, version_id varchar not null, article_id varchar not null, source_id varchar,
    entity_id varchar not null, metric_id varchar not null, value double not null, value_max double,
    comparator varchar not null, unit varchar not null, change_kind varchar, change_direction varchar,
    change_value double, change_unit varchar, as_of varchar, period_start date, period_end date, period_kind varchar,
    published_at timestamptz, known_at timestamptz, attribution varchar, modality varchar not null, region varchar,
    confidence double not null, flags varchar[], rule varchar not null, extractor_version varchar not null,
    quote varchar not null, span_start integer not null, span_end integer not null, load_id varchar
);

-- Ledgers. One load: one transaction that brought something new.
create table "load" (
    load_id varchar not null, run_id varchar, started_at timestamptz, article_count integer, version_count integer,
    observation_count integer, failure_count integer, fetch_count integer
);
-- One request and its outcome.
create table "fetch" (
    source_id varchar, url varchar, final_url varchar, role varchar, status integer, outcome varchar,
    fetched_at timestamptz, record_id varchar, payload_digest varchar, byte_count bigint, etag varchar,
    last_modified varchar, published_at timestamptz, run_id varchar
);
-- One thing that went wrong.
create table failure (
    source_id varchar, url varchar, stage varchar, reason varchar, failed_at timestamptz, kind varchar, run_id varchar
);
-- One poll of one source.
create table outcome (
    source_id varchar, started_at timestamptz, finished_at timestamptz, outcome varchar, found_count integer,
    fetched_count integer, new_count integer, unchanged_count integer, irrelevant_count integer, failed_count integer,
    newest_published_at timestamptz, message varchar, run_id varchar
);
-- One event of a backfill window; its state is that of its last event.
create table backfill_window (
    source_id varchar, start_on date, end_on date, state varchar, recorded_at timestamptz, found_count integer,
    loaded_count integer, message varchar, run_id varchar
);
-- Something people asked to be told of: a new value, a disagreement, a silent or failing source. Kept once for each
-- event_id.
create table event (
    event_id varchar not null, kind varchar not null, entity_id varchar, metric_id varchar, source_id varchar,
    message varchar, url varchar, happened_at timestamptz, run_id varchar
);
-- One attempt to tell one target (a digest of its address) of an event; the state is that of the last attempt.
create table announcement (
    event_id varchar not null, target varchar not null, state varchar not null, recorded_at timestamptz, run_id varchar
);
