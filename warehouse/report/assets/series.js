// Trends: a card with a chart, a table and a download for each series; what has no trend yet goes into one table.

const ENOUGH = 3; // points that make a trend
const SPANS = ["level", "quarter", "year", "half", "nine_months", "month", "week", "day", "reported"];
const CSV_COLUMNS = [
  "entity",
  "metric",
  "unit",
  "region",
  "period_end",
  "period_kind",
  "comparator",
  "value",
  "value_max",
  "change_yoy_percent",
  "change_qoq_percent",
  "lowest",
  "highest",
  "disputed",
  "report_count",
  "story_count",
  "quote",
  "title",
  "source",
  "url",
  "published_at",
  "official",
  "confidence",
  "observation_id",
];
const chosenSpan = new Map();

// Text that a spreadsheet would run as a formula gets an apostrophe; numbers stay numbers (warehouse/ask.py does the same).
function csvCell(value) {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" && /^'*[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csv(list) {
  const lines = [CSV_COLUMNS, ...list.map((row) => CSV_COLUMNS.map((column) => row[column]))];
  return `\ufeff${lines.map((cells) => cells.map(csvCell).join(",")).join("\r\n")}\r\n`;
}

function download(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

function pointTable(caption, list) {
  return table(
    caption,
    [t("column.period"), t("column.value"), t("column.year"), t("column.quote"), t("column.source")],
    list.map((row) => [
      period(row.period_kind, row.period_end, row.span),
      [figure(row), row.disputed && h("span", { class: "tag warn" }, t("headline.disputed"))],
      row.change_yoy_percent === null ? "" : yearChange(row.change_yoy_percent),
      report(row.url, outside(row.quote)),
      outside(sourceName(row.source)),
    ]),
    { class: "figures" },
  );
}

function spanSwitch(spans, current, choose) {
  if (spans.length < 2) return null;
  return h(
    "div",
    { class: "switch small" },
    spans.map((span) =>
      h(
        "button",
        { type: "button", "aria-pressed": String(span === current), onclick: () => choose(span) },
        t(`chart.span_${span}`),
      ),
    ),
  );
}

function seriesCard(list) {
  const { entity, metric, unit, region } = list[0];
  const name = subject(list[0]);
  // A level that names no day may stand beside those that do; a sum that names no period is comparable to none.
  const isLevel = list.some((row) => row.span === "level");
  const bySpan = grouped(list, (row) => (isLevel && row.span === "reported" ? "level" : row.span));
  const spans = SPANS.filter((span) => bySpan.has(span));
  const card = h("article", { class: "card series", "data-series": seriesKey(list[0]) });
  const fill = (span) => {
    const shown = bySpan.get(span).toSorted((a, b) => (a.period_end < b.period_end ? -1 : 1));
    const disputed = shown.filter((row) => row.disputed).length;
    const count = counted("point", shown.length);
    const choose = (other) => {
      chosenSpan.set(seriesKey(list[0]), other);
      fill(other);
      card.querySelector('.switch [aria-pressed="true"]').focus();
    };
    card.replaceChildren(
      h(
        "header",
        {},
        h("h4", {}, metricName(metric), region && h("span", { class: "quiet" }, ` · ${region}`)),
        spanSwitch(spans, span, choose),
      ),
      chart(shown, { unit, height: 250, label: `${name}. ${count}. ${t("chart.keys")}` }),
      legend(shown),
      h(
        "div",
        { class: "under" },
        h(
          "span",
          { class: "quiet" },
          count,
          disputed ? ` · ${t("chart.disputed_points", { count: number(disputed) })}` : "",
        ),
        h(
          "button",
          {
            type: "button",
            class: "plain",
            "aria-label": t("chart.download_label", { name }),
            onclick: () => download(`${entity}-${metric}-${span}.csv`, csv(shown)),
          },
          t("chart.download"),
        ),
      ),
      folded(t("chart.table"), () =>
        h(
          "div",
          { class: "scroll", tabindex: "0", role: "region", "aria-label": name },
          pointTable(name, shown.toReversed()),
        ),
      ),
    );
  };
  const most = spans.reduce(
    (best, span) => (bySpan.get(span).length > bySpan.get(best).length && span !== "reported" ? span : best),
    spans[0],
  );
  const kept = chosenSpan.get(seriesKey(list[0]));
  fill(spans.includes(kept) ? kept : most);
  return card;
}

function singles(list) {
  return h(
    "article",
    { class: "card singles" },
    h("header", {}, h("h3", {}, t("chart.single")), h("span", { class: "quiet" }, t("chart.single_note"))),
    table(
      t("chart.single"),
      [t("column.metric"), t("column.period"), t("column.value"), t("column.quote"), t("column.source")],
      list.map((row) => [
        subject(row),
        period(row.period_kind, row.period_end, row.span),
        figure(row),
        report(row.url, outside(row.quote)),
        outside(sourceName(row.source)),
      ]),
      { class: "figures stacked titled" },
    ),
  );
}

function trends(list) {
  const bySeries = [...grouped(list, seriesKey).values()];
  const drawn = bySeries.filter((series) => new Set(series.map((row) => row.period_end)).size >= ENOUGH);
  const rest = bySeries.filter((series) => !drawn.includes(series)).flat();
  const byEntity = grouped(drawn, (series) => series[0].entity);
  return [
    ...[...byEntity.keys()].sort(heavierFirst).map((entity) =>
      h(
        "div",
        { class: "entity" },
        h("h3", {}, entityName(entity)),
        h(
          "div",
          { class: "charts" },
          byEntity
            .get(entity)
            .toSorted((a, b) => b.length - a.length)
            .map(seriesCard),
        ),
      ),
    ),
    rest.length
      ? singles(rest.toSorted((a, b) => heavierFirst(a.entity, b.entity) || (a.metric < b.metric ? -1 : 1)))
      : null,
  ];
}
