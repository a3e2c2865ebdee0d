-- search(words): one row an article whose present title or text holds all of these words, in any script, newest first,
-- with the quotes that were read from it. Chinese needs no spaces between words.
create or replace macro search(words) as table
with wanted as (
    select list_filter(string_split_regex(trim(lower(words)), '\s+'), lambda word: word <> '') as word
), text as (
    select arg_max(version_id, (seen_at, version_id)) as version_id from answer group by article_id
), found as (
    select v.*, lower(v.title || chr(10) || v.text) as folded, word
    from article_version v semi join text using (version_id) cross join wanted
    where len(word) > 0
        and list_bool_and(list_transform(word, lambda w: contains(lower(v.title || chr(10) || v.text), w)))
)
select
    f.article_id, f.version_id, f.title, f.url, f.source_id as source, f.published_at,
    substring(f.title || chr(10) || f.text, greatest(1, strpos(folded, word[1]) - 60), 160) as excerpt,
    coalesce(
        (select list(o.quote order by o.span_start) from observation o where o.version_id = f.version_id), []
    ) as quotes
from found f order by f.published_at desc nulls last, f.article_id;
