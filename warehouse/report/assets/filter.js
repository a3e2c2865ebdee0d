// Search and filter: the form, the rows that match, and the address that brings the same view back.

const form = document.getElementById("filter");
const FIELDS = ["words", "entity", "metric", "source", "from", "to"];

function wanted() {
  const state = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value.trim()]));
  return { ...state, needles: state.words.toLowerCase().split(/\s+/).filter(Boolean) };
}

function matches(row, state) {
  if (state.entity && row.entity !== state.entity) return false;
  if (state.metric && row.metric !== state.metric) return false;
  if (state.source && !(row.sources ?? [row.source]).includes(state.source)) return false;
  if ((state.from || state.to) && !row.day) return false;
  if ((state.from && row.day < state.from) || (state.to && row.day > state.to)) return false;
  if (!state.needles.length) return true;
  row.haystack ??= haystack(row);
  return state.needles.every((needle) => row.haystack.includes(needle));
}

function fillChoices() {
  const speaking = [...sources.values()].filter((row) => row.figure_count > 0).map((row) => row.source);
  const choices = {
    entity: [...entities.keys()].sort(heavierFirst).map((id) => [id, entityName(id)]),
    metric: [...metrics.keys()].map((id) => [id, metricName(id)]).sort((a, b) => a[1].localeCompare(b[1], t("locale"))),
    source: speaking.map((id) => [id, sourceName(id)]),
  };
  for (const [name, options] of Object.entries(choices)) {
    const select = form.elements[name];
    const chosen = select.value;
    select.replaceChildren(
      h("option", { value: "" }, t("filter.all")),
      ...options.map(([id, label]) => h("option", { value: id }, label)),
    );
    select.value = options.some(([id]) => id === chosen) ? chosen : "";
  }
}

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  for (const name of FIELDS) if (given.has(name)) form.elements[name].value = given.get(name);
}

function writeAddress(state) {
  const kept = FIELDS.filter((name) => state[name]).map((name) => [name, state[name]]);
  const address = kept.length ? `#${new URLSearchParams(kept)}` : location.pathname + location.search;
  history.replaceState(null, "", address);
}
