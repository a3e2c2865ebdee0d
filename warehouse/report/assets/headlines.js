// The latest figure of every series, entity by entity: the one known best stands large.

const SMALL = 4; // figures below the large one before the rest is folded away

function headlineChange(row) {
  if (row.change_yoy_percent === null) return h("span", { class: "quiet" }, t("headline.no_year"));
  return h("span", {}, yearChange(row.change_yoy_percent), h("span", { class: "quiet" }, ` ${t("headline.on_year")}`));
}

function sparkline(row) {
  const list = points
    .filter((point) => seriesKey(point) === seriesKey(row) && point.span === row.span && point.named)
    .toSorted((a, b) => (a.period_end < b.period_end ? -1 : 1));
  const line = joined(list);
  if (line.length < 4) return null;
  const at = (point) => instant(point.period_end);
  const plot = Plot.plot({
    width: 320,
    height: 64,
    axis: null,
    margin: 6,
    x: { type: "utc" },
    y: { zero: true },
    marks: [
      Plot.areaY(line, { x: at, y: "value", fill: "var(--line)", fillOpacity: 0.1 }),
      Plot.lineY(line, { x: at, y: "value", stroke: "var(--line)", strokeWidth: 2 }),
      Plot.dot([line.at(-1)], { x: at, y: "value", r: 4, fill: "var(--line)" }),
    ],
  });
  plot.setAttribute("aria-hidden", "true");
  return h("div", { class: "spark" }, plot);
}

function headlineMeta(row) {
  return h(
    "p",
    { class: "quiet" },
    period(row.period_kind, row.period_end, row.span),
    " · ",
    report(row.url, outside(sourceName(row.source))),
    row.disputed && h("span", { class: "tag warn" }, t("headline.disputed")),
  );
}

function largeHeadline(row) {
  return h(
    "div",
    { class: "large", "data-series": seriesKey(row) },
    h("p", { class: "label" }, metricName(row.metric), row.region && ` · ${row.region}`),
    h("p", { class: "value" }, figure(row)),
    h("p", { class: "on-year" }, headlineChange(row)),
    headlineMeta(row),
    sparkline(row),
  );
}

function smallHeadline(row) {
  return h(
    "li",
    { "data-series": seriesKey(row) },
    h(
      "div",
      {},
      h("p", { class: "label" }, metricName(row.metric), row.region && ` · ${row.region}`),
      headlineMeta(row),
    ),
    h(
      "div",
      { class: "right" },
      h("p", { class: "value" }, figure(row)),
      row.change_yoy_percent !== null && h("p", {}, yearChange(row.change_yoy_percent)),
    ),
  );
}

function headlineCard([entity, list]) {
  const [first, ...rest] = list;
  const folded = rest.slice(SMALL);
  const more = h("ul", { hidden: true }, folded.map(smallHeadline));
  const button = h(
    "button",
    {
      type: "button",
      class: "more",
      "aria-expanded": "false",
      onclick: () => {
        more.hidden = !more.hidden;
        button.setAttribute("aria-expanded", String(!more.hidden));
        button.textContent = more.hidden ? t("headline.more", { count: number(folded.length) }) : t("headline.fewer");
      },
    },
    t("headline.more", { count: number(folded.length) }),
  );
  return h(
    "article",
    { class: "card headline" },
    h("h3", {}, entityName(entity)),
    largeHeadline(first),
    rest.length ? h("ul", {}, rest.slice(0, SMALL).map(smallHeadline)) : null,
    folded.length ? [more, button] : null,
  );
}

function headlineCards(list) {
  const byEntity = grouped(list, (row) => row.entity);
  return [h("div", { class: "headlines" }, [...byEntity].sort((a, b) => heavierFirst(a[0], b[0])).map(headlineCard))];
}
