// A trend as a chart (Observable Plot), its points reachable by pointer, touch and keyboard.

const REACH = 36; // pixels between pointer and point

// The elements of a plot's points, each with its row, in the order of time.
function pointElements(plot, list) {
  return [...plot.querySelectorAll(".point path, .point circle")].map((shape) => {
    const anchor = shape.closest("a");
    const element = anchor ?? shape;
    const row = list[d3.select(shape).datum()];
    element.setAttribute("aria-label", spoken(row));
    element.setAttribute("tabindex", "-1");
    if (anchor) anchor.setAttribute("rel", "noopener noreferrer");
    else element.setAttribute("role", "img");
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
