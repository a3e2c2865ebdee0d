// The interface's words, and the reader's choice of language and appearance.

const payload = JSON.parse(document.getElementById("payload").textContent);

// A page opened from a file may be refused storage; the choice then lasts as long as the page.
const remembered = {
  read(name) {
    try {
      return localStorage.getItem(`newsgauge.${name}`);
    } catch {
      return null;
    }
  },
  write(name, value) {
    try {
      localStorage.setItem(`newsgauge.${name}`, value);
    } catch {
      return;
    }
  },
};

function firstLanguage() {
  const wanted = [remembered.read("language"), payload.language, navigator.language.slice(0, 2)];
  return wanted.find((one) => one in payload.words) ?? "en";
}

let language = firstLanguage();

function words(key) {
  return key.split(".").reduce((node, part) => node?.[part], payload.words[language]);
}

// The words of a key with {names} filled in; a key that is not there is a mistake of ours.
function t(key, values = {}) {
  const text = words(key);
  if (typeof text !== "string") throw new Error(`no words for ${key} in ${language}`);
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// The words of a key from data, or the data itself with spaces for underscores where there are none.
function named(group, key) {
  return words(`${group}.${key}`) ?? String(key).replaceAll("_", " ");
}

// "1 report", "27 reports": the form that the language has for this number.
function counted(thing, count) {
  const form = new Intl.PluralRules(t("locale")).select(count);
  return t(`counted.${thing}.${words(`counted.${thing}.${form}`) ? form : "other"}`, { count: number(count) });
}

function applyWords() {
  document.documentElement.lang = language === "zh" ? "zh-Hans" : language;
  document.title = `${t("title")} – newsgauge`;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = t(element.dataset.word);
  for (const element of document.querySelectorAll("[data-word-label]"))
    element.setAttribute("aria-label", t(element.dataset.wordLabel));
  for (const element of document.querySelectorAll("[data-word-hint]"))
    element.placeholder = t(element.dataset.wordHint);
  for (const button of document.querySelectorAll("button[data-language]"))
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
}

function applyTheme(theme) {
  document.documentElement.dataset.theme = theme;
  for (const button of document.querySelectorAll("button[data-set-theme]"))
    button.setAttribute("aria-pressed", String(button.dataset.setTheme === theme));
}
