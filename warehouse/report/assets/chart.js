// A trend as a chart (Observable Plot), its points reachable by pointer, touch and keyboard.

const REACH = 36; // pixels between pointer and point

const downward = {
  draw: (context, size) => {
    const side = Math.sqrt(size / (Math.sqrt(3) * 3));
    context.moveTo(0, -side * -2);
    context.lineTo(-Math.sqrt(3) * side, -side);
    context.lineTo(Math.sqrt(3) * side, -side);
    context.closePath();
  },
};

const SYMBOLS = { gt: d3.symbolTriangle, ge: d3.symbolTriangle, lt: downward, le: downward, range: d3.symbolSquare };
const symbolOf = (row) => SYMBOLS[row.comparator] ?? d3.symbolCircle;
const isLimit = (row) => ["gt", "ge", "lt", "le"].includes(row.comparator);
const isHollow = (row) => !row.named || row.comparator === "approx";

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

function trendMarks(list, line, colours) {
  const at = (row) => instant(row.period_end);
  const disputed = list.filter((row) => row.disputed);
  return [
    Plot.areaY(line, {
      x: at,
      y1: (row) => (row.disputed ? row.lowest : row.value),
      y2: (row) => (row.disputed ? row.highest : row.value),
      fill: colours.warn,
      fillOpacity: 0.22,
    }),
    Plot.ruleX(disputed, { x: at, y1: "lowest", y2: "highest", stroke: colours.warn, strokeWidth: 2 }),
    Plot.ruleX(
      list.filter((row) => row.value_max !== null),
      { x: at, y1: "value", y2: "value_max", stroke: colours.line, strokeWidth: 2 },
    ),
    Plot.lineY(line, {
      x: at,
      y: "value",
      stroke: colours.line,
      strokeWidth: 2.25,
      strokeLinejoin: "round",
      strokeLinecap: "round",
    }),
  ];
}

const COLOURS = { line: "var(--line)", warn: "var(--warn)", paper: "var(--card)" };

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
      ...trendMarks(list, line, COLOURS),
      Plot.dot(list, {
        className: "point",
        sort: null,
        x: at,
        y: "value",
        symbol: symbolOf,
        r: (row) => (row === last ? radius + 1 : radius),
        fill: (row) => (isHollow(row) ? COLOURS.paper : row.disputed ? COLOURS.warn : COLOURS.line),
        stroke: (row) => (row.disputed ? COLOURS.warn : COLOURS.line),
        strokeWidth: 1.5,
        href: "url",
        target: "_blank",
        ariaLabel: spoken,
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

// The elements of a plot's points, each with its row, in the order of time.
function pointElements(plot, list) {
  return [...plot.querySelectorAll(".point path, .point circle")].map((shape) => {
    const anchor = shape.closest("a");
    const element = anchor ?? shape;
    const row = list[d3.select(shape).datum()];
    element.setAttribute("aria-label", spoken(row));
    if (anchor) anchor.setAttribute("rel", "noopener noreferrer");
    else element.setAttribute("role", "img");
    element.setAttribute("tabindex", "-1");
    shape.removeAttribute("aria-label");
    if (!anchor) element.setAttribute("aria-label", spoken(row));
    return { element, row };
  });
}

// Let pointer, touch and keyboard find the points: one stop for the Tab key, arrows within.
function bringToLife(holder, plot, list) {
  const box = h("div", { class: "readout", hidden: true });
  const marks = pointElements(plot, list);
  const placeOf = (mark) => ({
    x: plot.scale("x").apply(instant(mark.row.period_end)),
    y: plot.scale("y").apply(mark.row.value),
  });
  let active = null;
  const show = (mark, pinned = false) => {
    if (active) active.element.classList.remove("active");
    active = mark;
    box.hidden = !mark;
    box.classList.toggle("pinned", pinned);
    if (!mark) return;
    mark.element.classList.add("active");
    box.replaceChildren(readout(mark.row));
    const { x, y } = placeOf(mark);
    const room = holder.clientWidth - box.offsetWidth;
    box.style.left = `${Math.max(0, Math.min(room, x - box.offsetWidth / 2))}px`;
    box.style.top = `${y + 16}px`;
  };
  const nearest = (event) => {
    const [x, y] = d3.pointer(event, plot);
    const far = (mark) => Math.hypot(placeOf(mark).x - x, (placeOf(mark).y - y) / 3);
    const mark = marks.reduce((best, one) => (!best || far(one) < far(best) ? one : best), null);
    return mark && far(mark) <= REACH ? mark : null;
  };
  plot.addEventListener("pointermove", (event) => event.pointerType !== "touch" && show(nearest(event)));
  holder.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && show(null));
  plot.addEventListener("click", (event) => {
    if (event.detail === 0) return; // Enter on a focused point follows its own link
    event.preventDefault();
    const mark = nearest(event);
    if (event.pointerType === "touch") show(mark, true);
    else if (mark?.row.url) window.open(mark.row.url, "_blank", "noopener,noreferrer");
  });
  plot.addEventListener("focusin", (event) => show(marks.find((mark) => mark.element.contains(event.target)) ?? null));
  plot.addEventListener("focusout", () => !box.classList.contains("pinned") && show(null));
  plot.addEventListener("keydown", (event) => {
    const here = marks.indexOf(active);
    const step = {
      ArrowRight: here + 1,
      ArrowUp: here + 1,
      ArrowLeft: here - 1,
      ArrowDown: here - 1,
      Home: 0,
      End: marks.length - 1,
    }[event.key];
    if (event.key === "Escape") show(null);
    if (step === undefined || here < 0) return;
    event.preventDefault();
    const next = marks[Math.max(0, Math.min(marks.length - 1, step))];
    for (const mark of marks) mark.element.setAttribute("tabindex", mark === next ? "0" : "-1");
    next.element.focus();
  });
  marks.at(-1)?.element.setAttribute("tabindex", "0");
  holder.append(box);
}

// Draw when the holder comes near the screen, and again when its width changes.
function chart(list, { unit, height, label }) {
  const holder = h("div", { class: "chart", role: "group", "aria-label": label });
  holder.style.minHeight = `${height}px`;
  let drawn = 0;
  const draw = () => {
    const width = holder.clientWidth;
    if (!width || width === drawn) return;
    drawn = width;
    const plot = trendPlot(list, { width, height, unit });
    silence(plot);
    holder.replaceChildren(plot);
    bringToLife(holder, plot, list);
  };
  const resized = new ResizeObserver(draw);
  const seen = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      resized.observe(holder);
    },
    { rootMargin: "600px" },
  );
  seen.observe(holder);
  return holder;
}

function legend(list) {
  const entry = (symbol, hollow, word, kind = "") => {
    const path = d3.symbol(symbol, 60)();
    const shape = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    shape.setAttribute("viewBox", "-8 -8 16 16");
    shape.setAttribute("aria-hidden", "true");
    const drawn = shape.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "path"));
    drawn.setAttribute("d", path);
    drawn.setAttribute("class", hollow ? "hollow" : "solid");
    return h("li", { class: kind }, shape, t(`chart.${word}`));
  };
  const band = () => h("li", {}, h("span", { class: "swatch", "aria-hidden": "true" }), t("chart.band"));
  return h("ul", { class: "legend" }, [
    list.some((row) => ["gt", "ge"].includes(row.comparator)) && entry(d3.symbolTriangle, false, "above"),
    list.some((row) => ["lt", "le"].includes(row.comparator)) && entry(downward, false, "below"),
    list.some((row) => row.comparator === "approx") && entry(d3.symbolCircle, true, "about"),
    list.some((row) => row.value_max !== null) && entry(d3.symbolSquare, false, "range"),
    list.some((row) => !row.named) && entry(d3.symbolCircle, true, "reported"),
    list.some((row) => row.disputed) && band(),
  ]);
}
