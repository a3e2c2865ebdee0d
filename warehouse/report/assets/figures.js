// Lists of claims with their words in context: the newest, the disputed, the doubtful, the changed; and the sources.

const STEP = 8; // reports shown at once
const AROUND = 139; // characters of context that figure.sql cuts at

// The words around a quote that stand in the same line of the text, so that a claim shows its own sentence.
function inContext(row) {
  const before = row.before_quote.split("\n").at(-1);
  const after = row.after_quote.split("\n")[0];
  const lead = before.length >= AROUND ? "…" : "";
  const tail = after.length >= AROUND ? "…" : "";
  return h(
    "blockquote",
    row.language ? { lang: row.language } : {},
    outside(lead + before),
    h("mark", {}, outside(row.quote)),
    outside(after + tail),
  );
}

const subject = (row) => [entityName(row.entity), metricName(row.metric), row.region].filter(Boolean).join(t("comma"));

function claim(row, { about = subject(row), tags = [] } = {}) {
  return h(
    "li",
    { class: "claim", "data-observation": row.observation_id },
    h(
      "p",
      { class: "what" },
      figure(row),
      about && h("span", {}, about),
      row.day && row.named && h("span", { class: "quiet" }, period(row.period_kind, row.day, row.span)),
      tags.map((tag) => h("span", { class: "tag" }, tag)),
    ),
    inContext(row),
    row.attribution && h("p", { class: "quiet" }, outside(t("figures.attribution", { name: row.attribution }))),
  );
}

// One report with its claims beside its day.
function reported(claims, options) {
  const [first] = claims;
  return h(
    "li",
    { class: "report" },
    h(
      "p",
      { class: "when" },
      first.published_at
        ? h("time", { datetime: first.published_at }, day(first.published_at))
        : t("figures.unknown_day"),
      h("span", {}, outside(sourceName(first.source))),
    ),
    h(
      "div",
      {},
      h("p", { class: "title" }, report(first.url, outside(first.title || first.url || sourceName(first.source)))),
      h(
        "ul",
        {},
        claims.map((row) => claim(row, options?.(row))),
      ),
    ),
  );
}

const byReport = (list) => [
  ...grouped(list, (row) => [row.source, row.url, row.title, row.published_at].join("|")).values(),
];

function newestFigures(list) {
  return list.length
    ? unfolding(byReport(list), STEP, (claims) => reported(claims), { class: "reports" })
    : [h("p", { class: "empty" }, t("figures.none"))];
}

function disputes(list) {
  if (!list.length) return [h("p", { class: "empty" }, t("figures.no_disputes"))];
  const groups = [...grouped(list, (row) => [seriesKey(row), row.span, row.period_end].join("|")).values()];
  return unfolding(
    groups,
    STEP,
    (claims) => {
      const title = h(
        "h3",
        {},
        subject(claims[0]),
        h("span", { class: "quiet" }, ` · ${period(claims[0].period_kind, claims[0].period_end, claims[0].span)}`),
      );
      return h(
        "li",
        { class: "card dispute" },
        title,
        h(
          "p",
          { class: "quiet" },
          counted("claim", claims.length),
          " · ",
          t("figures.shown_value", {
            value: figureText({
              ...claims[0],
              comparator: claims[0].best_comparator,
              value_max: null,
              value: claims[0].best_value,
            }),
          }),
        ),
        h(
          "ol",
          { class: "reports" },
          byReport(claims).map((some) => reported(some, () => ({ about: "" }))),
        ),
      );
    },
    { class: "disputes" },
  );
}

function doubtful(list) {
  if (!list.length) return [h("p", { class: "empty" }, t("figures.no_doubts"))];
  const withReasons = (row) => ({ tags: row.doubts.map((doubt) => named("doubt", doubt)) });
  return unfolding(byReport(list), STEP, (claims) => reported(claims, withReasons), { class: "reports" });
}

function changed(list) {
  if (!list.length) return [h("p", { class: "empty" }, t("figures.no_revisions"))];
  const headings = [t("column.entity"), t("column.metric"), t("column.before"), t("column.now"), t("column.report")];
  return [
    table(
      t("section.revisions"),
      headings,
      list.map((row) => [
        entityName(row.entity),
        metricName(row.metric),
        outside(row.quote_before),
        row.value_now === null ? h("span", { class: "quiet" }, t("figures.gone")) : outside(row.quote_now),
        report(row.url, outside(sourceName(row.source)), ", ", day(row.known_now)),
      ]),
      { class: "figures stacked" },
    ),
  ];
}

function sourceRow(row) {
  return [
    h(
      "div",
      {},
      outside(row.name || row.source),
      row.official && h("span", { class: "tag" }, t("source.official")),
      row.message && row.state === "failing" && h("p", { class: "quiet" }, outside(row.message)),
    ),
    h("span", { class: `state ${row.state.replace(" ", "-")}` }, named("source", row.state)),
    row.last_success_at ? ago(row.last_success_at) : h("span", { class: "quiet" }, t("source.never")),
    row.newest_published_at ? ago(row.newest_published_at) : h("span", { class: "quiet" }, t("source.none")),
    h("data", { value: row.figure_count }, number(row.figure_count)),
  ];
}

function sourceList(list) {
  const headings = [
    t("column.source"),
    t("column.state"),
    t("column.answered"),
    t("column.newest"),
    t("column.figures"),
  ];
  const draw = (some) => table(t("section.sources"), headings, some.map(sourceRow), { class: "sources stacked" });
  const idle = list.filter((row) => row.state === "never polled");
  const active = list.filter((row) => row.state !== "never polled");
  return [
    active.length ? draw(active) : h("p", { class: "empty" }, t("source.none_known")),
    idle.length ? folded(counted("idle", idle.length), () => draw(idle)) : null,
  ];
}

function readingNotes() {
  const left = Object.entries(payload.data)
    .filter(([, set]) => set.left_out > 0)
    .map(([name, set]) =>
      h(
        "li",
        { class: "left-out", "data-set": name },
        t("reading.left_out", { count: number(set.left_out), what: t(`reading.left_out_${name}`) }),
      ),
    );
  return [
    h(
      "ul",
      { class: "notes" },
      ["best", "marks", "disagree", "year"].map((name) => h("li", {}, t(`reading.${name}`))),
      left,
    ),
  ];
}
