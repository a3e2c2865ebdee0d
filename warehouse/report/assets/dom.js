// Elements. Text enters the page as text nodes and attribute values only; nothing here or elsewhere parses HTML.

function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// Text from outside, in an element of its own so that its writing direction ends with it.
function outside(text, attributes = {}) {
  return h("bdi", attributes, text ?? "");
}

// A link to a report. `url` is null for what is no web address; the text then stands alone.
function report(url, ...content) {
  return url
    ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...content)
    : h("span", {}, ...content);
}

function table(caption, headings, rows, attributes = {}) {
  return h(
    "table",
    attributes,
    h("caption", { class: "unseen" }, caption),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        headings.map((heading) => h("th", { scope: "col" }, heading)),
      ),
    ),
    h(
      "tbody",
      {},
      rows.map((cells) =>
        h(
          "tr",
          {},
          cells.map((content, i) => h("td", { "data-label": headings[i] }, content)),
        ),
      ),
    ),
  );
}

// Something that is made when it is unfolded: a page of many charts is slow with all their tables in it.
function folded(title, make) {
  const details = h("details", {}, h("summary", {}, title));
  details.addEventListener("toggle", () => details.append(make()), { once: true });
  return details;
}

// A list that shows its first items and, on demand, as many more again.
function unfolding(items, step, make, attributes = {}) {
  const list = h("ol", attributes);
  const more = h("button", { type: "button", class: "more" }, t("figures.more"));
  const count = h("span", { class: "quiet" });
  const show = () => {
    const had = list.childElementCount;
    list.append(...items.slice(had, had + step).map(make));
    count.textContent = t("figures.shown", { shown: number(list.childElementCount), all: number(items.length) });
    more.hidden = list.childElementCount >= items.length;
    return had;
  };
  more.addEventListener("click", () => {
    const next = list.children[show()];
    next?.setAttribute("tabindex", "-1");
    next?.focus({ preventScroll: true });
  });
  show();
  return [list, items.length > step ? h("p", { class: "paging" }, more, count) : null];
}
