// Lists of claims with their words in context: the newest, the disputed, the doubtful, the changed; and the sources.

const STEP = 12;

function inContext(row) {
  const lang = row.language ? { lang: row.language } : {};
  const lead = row.before_quote.length >= 139 ? "…" : "";
  const tail = row.after_quote.length >= 139 ? "…" : "";
  return h("blockquote", lang, outside([lead, row.before_quote].join("")), h("mark", {}, outside(row.quote)), outside([row.after_quote, tail].join("")));
}

function origin(row) {
  return h("p", { class: "origin" }, report(row.url, outside(row.title || row.url || "")), h("span", { class: "quiet" }, " ", outside(sourceName(row.source)), row.attribution && [", ", outside(row.attribution)]));
}

function claim(row, extra = null) {
  return h("li", { class: "claim", "data-observation": row.observation_id },
    h("p", { class: "when" }, row.published_at ? h("time", { datetime: row.published_at }, day(row.published_at)) : t("figures.unknown_day")),
    h("div", {},
      h("p", { class: "what" }, figure(row), h("span", {}, entityName(row.entity), language === "zh" ? "，" : ", ", metricName(row.metric)),
        row.day && row.named && h("span", { class: "quiet" }, period(row.period_kind, row.day, row.span)), extra),
      inContext(row), origin(row)));
}

function newestFigures(list) {
  return list.length ? unfolding(list, STEP, (row) => claim(row), { class: "claims" }) : [h("p", { class: "empty" }, t("figures.none"))];
}

function disputes(list) {
  if (!list.length) return [h("p", { class: "empty" }, t("figures.no_disputes"))];
  const groups = [...grouped(list, (row) => [seriesKey(row), row.span, row.period_end].join("|")).values()];
  return unfolding(groups, STEP, (claims) => {
    const { entity, metric } = claims[0];
    const title = h("h3", {}, entityName(entity), language === "zh" ? "，" : ", ", metricName(metric), h("span", { class: "quiet" }, ` · ${period(claims[0].period_kind, claims[0].period_end, claims[0].span)}`));
    return h("li", { class: "card dispute" }, title,
      h("p", { class: "quiet" }, t("figures.said_by", { count: number(claims.length) }), " · ", t("figures.shown_value", { value: figureText({ ...claims[0], comparator: claims[0].best_comparator, value_max: null, value: claims[0].best_value }) })),
      h("ul", { class: "claims" }, claims.map((row) => claim({ ...row, day: null }))));
  }, { class: "disputes" });
}

function doubtful(list) {
  if (!list.length) return [h("p", { class: "empty" }, t("figures.no_doubts"))];
  const reasons = (row) => row.doubts.map((doubt) => h("span", { class: "tag" }, named("doubt", doubt)));
  return unfolding(list, STEP, (row) => claim(row, reasons(row)), { class: "claims" });
}

function changed(list) {
  if (!list.length) return [h("p", { class: "empty" }, t("figures.no_revisions"))];
  const headings = [t("column.entity"), t("column.metric"), t("column.before"), t("column.now"), t("column.report")];
  return [table(t("section.revisions"), headings, list.map((row) => [
    entityName(row.entity), metricName(row.metric), outside(row.quote_before),
    row.value_now === null ? h("span", { class: "quiet" }, t("figures.gone")) : outside(row.quote_now),
    report(row.url, outside(sourceName(row.source)), ", ", day(row.known_now)),
  ]), { class: "figures stacked" })];
}

function sourceRow(row) {
  return [
    h("div", {}, outside(row.name || row.source), row.official && h("span", { class: "tag" }, t("source.official")), row.message && row.state === "failing" && h("p", { class: "quiet" }, outside(row.message))),
    h("span", { class: `state ${row.state.replace(" ", "-")}` }, named("source", row.state)),
    row.last_success_at ? ago(row.last_success_at) : h("span", { class: "quiet" }, t("source.never")),
    row.newest_published_at ? ago(row.newest_published_at) : h("span", { class: "quiet" }, t("source.none")),
    h("data", { value: row.figure_count }, number(row.figure_count)),
  ];
}

function sourceList(list) {
  const headings = [t("column.source"), t("column.state"), t("column.answered"), t("column.newest"), t("column.figures")];
  const draw = (some) => table(t("section.sources"), headings, some.map(sourceRow), { class: "sources stacked" });
  const idle = list.filter((row) => row.state === "never polled");
  const active = list.filter((row) => row.state !== "never polled");
  return [
    active.length ? draw(active) : h("p", { class: "empty" }, t("source.none_known")),
    idle.length ? h("details", {}, h("summary", {}, t("source.idle", { count: number(idle.length) })), draw(idle)) : null,
  ];
}

function readingNotes() {
  const left = Object.entries(payload.data).filter(([, set]) => set.left_out > 0)
    .map(([name, set]) => h("li", { class: "left-out", "data-set": name }, t("reading.left_out", { count: number(set.left_out), what: t(`reading.left_out_${name}`) })));
  return [h("ul", { class: "notes" }, ["best", "marks", "disagree", "year"].map((name) => h("li", {}, t(`reading.${name}`))), left)];
}
