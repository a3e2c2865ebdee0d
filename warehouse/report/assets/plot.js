// A trend as a plot (Observable Plot): what is joined, which mark says what, and the legend of the marks.

const downward = {
  draw: (context, size) => {
    const side = Math.sqrt(size / (Math.sqrt(3) * 3));
    context.moveTo(0, -side * -2);
    context.lineTo(-Math.sqrt(3) * side, -side);
    context.lineTo(Math.sqrt(3) * side, -side);
    context.closePath();
  },
};

const COLOURS = { line: "var(--line)", warn: "var(--warn)", paper: "var(--card)" };

// The shape says how exact a figure is; a hollow one stands at the day of its report because it names no period.
const SYMBOLS = {
  gt: d3.symbolTriangle,
  ge: d3.symbolTriangle,
  lt: downward,
  le: downward,
  approx: d3.symbolDiamond,
  range: d3.symbolSquare,
};
const symbolOf = (row) => SYMBOLS[row.comparator] ?? d3.symbolCircle;
const isLimit = (row) => ["gt", "ge", "lt", "le"].includes(row.comparator);

// The points to join: exact ones of a named period, unless there are too few of them.
function joined(list) {
  for (const rule of [(row) => row.named && !isLimit(row), (row) => !isLimit(row)]) {
    const found = list.filter(rule);
    if (found.length > 1) return found;
  }
  return list;
}

function tick(at) {
  if (at.getUTCMonth() === 0) return String(at.getUTCFullYear());
  return new Intl.DateTimeFormat(t("locale"), { month: "short", timeZone: "UTC" }).format(at);
}

const tickNumber = (unit) => (value) => (unit === "percent" ? `${number(value)}%` : short(value));

function trendMarks(list, line) {
  const at = (row) => instant(row.period_end);
  const disputed = list.filter((row) => row.disputed);
  return [
    Plot.areaY(line, {
      x: at,
      y1: (row) => (row.disputed ? row.lowest : row.value),
      y2: (row) => (row.disputed ? row.highest : row.value),
      fill: COLOURS.warn,
      fillOpacity: 0.22,
    }),
    Plot.ruleX(disputed, { x: at, y1: "lowest", y2: "highest", stroke: COLOURS.warn, strokeWidth: 2 }),
    Plot.ruleX(
      list.filter((row) => row.value_max !== null),
      { x: at, y1: "value", y2: "value_max", stroke: COLOURS.line, strokeWidth: 2 },
    ),
    Plot.lineY(line, {
      x: at,
      y: "value",
      stroke: COLOURS.line,
      strokeWidth: 2.25,
      strokeLinejoin: "round",
      strokeLinecap: "round",
    }),
  ];
}

function trendPlot(list, { width, height, unit }) {
  const line = joined(list);
  const at = (row) => instant(row.period_end);
  const last = line.at(-1);
  const radius = list.length > 60 ? 3 : 4;
  return Plot.plot({
    width,
    height,
    marginTop: 26,
    marginRight: 18,
    marginBottom: 28,
    marginLeft: 52,
    style: { fontFamily: "inherit", fontSize: "12px", overflow: "visible" },
    x: { type: "utc", label: null },
    y: { label: null, zero: true, nice: true },
    marks: [
      Plot.gridY({ ticks: 4, stroke: "var(--rule)", strokeOpacity: 1 }),
      Plot.axisY({ ticks: 4, tickSize: 0, tickFormat: tickNumber(unit), fill: "var(--quiet)", tickPadding: 8 }),
      Plot.axisX({
        ticks: Math.max(2, Math.floor(width / 90)),
        tickSize: 4,
        tickFormat: tick,
        stroke: "var(--rule)",
        fill: "var(--quiet)",
      }),
      Plot.ruleY([0], { stroke: "var(--axis)" }),
      ...trendMarks(list, line),
      Plot.dot(list, {
        className: "point",
        sort: null,
        x: at,
        y: "value",
        symbol: symbolOf,
        r: (row) => (row === last ? radius + 1 : radius),
        fill: (row) => (!row.named ? COLOURS.paper : row.disputed ? COLOURS.warn : COLOURS.line),
        stroke: (row) => (row.disputed ? COLOURS.warn : COLOURS.line),
        strokeWidth: 1.5,
        href: "url",
        target: "_blank",
      }),
      Plot.text([last], {
        x: at,
        y: "value",
        text: (row) => figureParts(row).size,
        dy: -14,
        textAnchor: "end",
        dx: 6,
        fontSize: 14,
        fontWeight: 650,
        fill: "var(--ink)",
        stroke: "var(--card)",
        strokeWidth: 4,
      }),
    ],
  });
}

// Only the points speak to a screen reader: axes and lines say nothing that the points do not.
function silence(plot) {
  for (const group of plot.querySelectorAll("g[aria-label]")) {
    group.removeAttribute("aria-label");
    group.removeAttribute("aria-description");
    if (!group.classList.contains("point")) group.setAttribute("aria-hidden", "true");
  }
}

function legend(list) {
  const entry = (symbol, hollow, word) => {
    const path = d3.symbol(symbol, 60)();
    const shape = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    shape.setAttribute("viewBox", "-8 -8 16 16");
    shape.setAttribute("aria-hidden", "true");
    const drawn = shape.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "path"));
    drawn.setAttribute("d", path);
    drawn.setAttribute("class", hollow ? "hollow" : "solid");
    return h("li", {}, shape, t(`chart.${word}`));
  };
  const band = () => h("li", {}, h("span", { class: "swatch", "aria-hidden": "true" }), t("chart.band"));
  return h("ul", { class: "legend" }, [
    list.some((row) => ["gt", "ge"].includes(row.comparator)) && entry(d3.symbolTriangle, false, "above"),
    list.some((row) => ["lt", "le"].includes(row.comparator)) && entry(downward, false, "below"),
    list.some((row) => row.comparator === "approx") && entry(d3.symbolDiamond, false, "about"),
    list.some((row) => row.value_max !== null) && entry(d3.symbolSquare, false, "range"),
    list.some((row) => !row.named) && entry(d3.symbolCircle, true, "reported"),
    list.some((row) => row.disputed) && band(),
  ]);
}
