// The data sets as rows with named columns, and what belongs together.

// A text column holds places in the table of texts.
function textAt(place) {
  if (Array.isArray(place)) return place.map(textAt);
  return place === null ? null : payload.texts[place];
}

function rows(name) {
  const { columns, text_columns: textColumns, rows: values } = payload.data[name];
  const isText = columns.map((column) => textColumns.includes(column));
  return values.map((row) =>
    Object.fromEntries(columns.map((column, i) => [column, isText[i] ? textAt(row[i]) : row[i]])),
  );
}

const publication = rows("publication")[0];
const entities = new Map(rows("entity").map((row) => [row.entity, row]));
const metrics = new Map(rows("metric").map((row) => [row.metric, row]));
const sources = new Map(rows("source").map((row) => [row.source, row]));
const headlines = rows("headline");
const points = rows("point");
const figures = rows("figure");
const figureOf = new Map(figures.map((row) => [row.observation_id, row]));
const conflicts = rows("conflict");
const revisions = rows("revision");

for (const row of [...points, ...headlines, ...figures, ...conflicts]) {
  row.day = row.period_end ?? row.point_end;
  row.named = row.span !== "reported";
}

const nameIn = (row, id) =>
  (row && ((language === "zh" && row.name_zh) || row.name_en)) || String(id).replaceAll("_", " ");
const entityName = (id) => nameIn(entities.get(id), id);
const metricName = (id) => nameIn(metrics.get(id), id);
const sourceName = (id) => sources.get(id)?.name || id;
const seriesKey = (row) => [row.entity, row.metric, row.unit, row.region ?? ""].join("|");

// Entities in the order of how much is known of them.
const weight = new Map();
for (const row of headlines) weight.set(row.entity, (weight.get(row.entity) ?? 0) + row.point_count);
const heavierFirst = (a, b) => (weight.get(b) ?? 0) - (weight.get(a) ?? 0) || (a < b ? -1 : 1);

// What a search for words looks through: names in both languages, titles, words quoted, where it stands.
function haystack(row) {
  const [entity, metric] = [entities.get(row.entity), metrics.get(row.metric)];
  return [
    row.entity,
    entity?.name_en,
    entity?.name_zh,
    row.metric,
    metric?.name_en,
    metric?.name_zh,
    row.region,
    row.title,
    row.before_quote,
    row.quote,
    row.after_quote,
    row.quote_before,
    row.quote_now,
    row.url,
    row.source,
    sourceName(row.source),
  ]
    .join(" ")
    .toLowerCase();
}

function grouped(list, key) {
  const groups = new Map();
  for (const row of list) {
    const name = key(row);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(row);
  }
  return groups;
}
