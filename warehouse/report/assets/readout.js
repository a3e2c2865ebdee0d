// What is shown beside a point of a chart: value, period, source and the words themselves.

function backing(row) {
  const reports = counted("report", row.report_count);
  return row.report_count > 1 ? t("figures.independent", { stories: number(row.story_count), reports }) : reports;
}

function disputeText(row) {
  return row.disputed
    ? `${t("headline.disputed")}: ${figureText({ ...row, comparator: "eq", value: row.lowest, value_max: row.highest })}`
    : "";
}

// The quote in its sentence where the list of figures has it, else alone.
function sentence(row) {
  const listed = figureOf.get(row.observation_id);
  return listed ? inContext(listed) : h("blockquote", {}, h("mark", {}, outside(row.quote)));
}

function readout(row) {
  return h(
    "div",
    {},
    h(
      "p",
      { class: "readout-value" },
      figure(row),
      row.change_yoy_percent !== null &&
        h("span", { class: "quiet" }, " ", yearChange(row.change_yoy_percent), " ", t("headline.on_year")),
    ),
    h("p", {}, period(row.period_kind, row.period_end, row.span), " · ", backing(row)),
    row.disputed && h("p", { class: "warn" }, disputeText(row)),
    sentence(row),
    h("p", { class: "quiet" }, outside(sourceName(row.source)), ", ", day(row.published_at)),
    h("p", { class: "quiet" }, outside(row.title)),
    row.url
      ? [
          h("p", { class: "open" }, report(row.url, t("chart.open_touch"))),
          h("p", { class: "hint" }, t("chart.open_pointer")),
        ]
      : h("p", { class: "quiet" }, t("chart.no_address")),
  );
}

// The same for a screen reader, in one line.
function spoken(row) {
  const parts = [
    figureText(row),
    period(row.period_kind, row.period_end, row.span),
    row.change_yoy_percent === null ? "" : `${percentText(row.change_yoy_percent)} ${t("headline.on_year")}`,
    disputeText(row),
    `${sourceName(row.source)}, ${day(row.published_at)}`,
    `“${row.quote}”`,
    row.url ? t("chart.open") : "",
  ];
  return parts.filter(Boolean).join("; ");
}
