// Put it together: fill every section with what matches, and again when the reader asks for something else.

const OLD_DAYS = 7; // after which a page says that it is old

function put(section, ...content) {
  document.querySelector(`#${section} .body`).replaceChildren(...content.flat().filter(Boolean));
}

function fillMasthead() {
  const subjects = [...entities.keys()].sort(heavierFirst).slice(0, 3).map(entityName);
  const list = new Intl.ListFormat(t("locale"), { type: "conjunction" }).format(subjects);
  const counts = {
    figures: counted("figure", publication.figure_count),
    reports: counted("report", publication.report_count),
    sources: counted("source", publication.source_count),
    entities: list,
  };
  const some = publication.figure_count > 0;
  document.getElementById("lead").textContent = some ? t("lead", counts) : t("figures.none");
  document.getElementById("standing").textContent =
    some && publication.published_at
      ? t("standing", { newest: day(publication.newest_published_at), published: moment(publication.published_at) })
      : "";
  const old = document.getElementById("old-page");
  old.hidden = !publication.published_at || daysAgo(publication.published_at) <= OLD_DAYS;
  old.textContent = old.hidden ? "" : t("old_page", { ago: agoText(publication.published_at) });
  const footer = document.getElementById("footer");
  footer.textContent = t("footer", footer.dataset);
}

function fillSections() {
  const state = wanted();
  const fits = (row) => matches(row, state);
  const shownPoints = points.filter(fits);
  const shownFigures = figures.filter(fits);
  const filtered = FIELDS.some((name) => state[name]);
  const nothing = filtered && !shownPoints.length && !shownFigures.length;
  const empty = () => h("p", { class: "empty" }, t(filtered ? "filter.nothing" : "figures.none"));
  const latest = headlines.filter(fits);
  put("headlines", latest.length ? headlineCards(latest) : empty());
  put("trends", shownPoints.length ? trends(shownPoints) : empty());
  put(
    "newest",
    shownFigures.length || !filtered ? newestFigures(shownFigures.filter((row) => !row.doubts.length)) : empty(),
  );
  put("disputed", disputes(conflicts.filter(fits)));
  put("doubts", doubtful(shownFigures.filter((row) => row.doubts.length)));
  put("revisions", changed(revisions.filter(fits)));
  put("sources", sourceList([...sources.values()].filter((row) => !state.source || row.source === state.source)));
  put("reading", readingNotes());
  document.getElementById("found").textContent = !filtered
    ? ""
    : nothing
      ? t("filter.nothing")
      : t("filter.found", {
          points: counted("point", shownPoints.length),
          figures: counted("figure", shownFigures.length),
        });
  writeAddress(state);
}

function speak(chosen) {
  language = chosen;
  applyWords();
  fillChoices();
  fillMasthead();
  fillSections();
}

// A readout opened by touch stays until something else is touched.
document.addEventListener("pointerdown", (event) => {
  for (const box of document.querySelectorAll(".readout.pinned")) if (!box.contains(event.target)) box.hidden = true;
});

let waiting = 0;
form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(fillSections, 150);
});
form.addEventListener("reset", () => setTimeout(fillSections));
form.addEventListener("submit", (event) => event.preventDefault());
for (const button of document.querySelectorAll("button[data-language]"))
  button.addEventListener("click", () => {
    remembered.write("language", button.dataset.language);
    speak(button.dataset.language);
  });
for (const button of document.querySelectorAll("button[data-set-theme]"))
  button.addEventListener("click", () => {
    remembered.write("theme", button.dataset.setTheme);
    applyTheme(button.dataset.setTheme);
  });
const theme = remembered.read("theme");
applyTheme(["light", "dark"].includes(theme) ? theme : "auto");
applyWords();
fillChoices();
readAddress();
speak(language);
document.documentElement.dataset.ready = "yes";
