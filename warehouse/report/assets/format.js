// Numbers, days and periods as people write them in the language chosen.

const THIN_SPACE = "\u202f";
const MINUS = "\u2212";

function number(value) {
  return new Intl.NumberFormat(t("locale"), { maximumFractionDigits: 20 }).format(value);
}

// 1439000000 as "1.439 bn" or "14.39亿": four digits that count.
function short(value) {
  const parts = new Intl.NumberFormat(t("locale"), {
    notation: Math.abs(value) >= 1e4 ? "compact" : "standard",
    maximumSignificantDigits: 4,
    useGrouping: true,
  }).formatToParts(value);
  const gap = language === "en" ? THIN_SPACE : "";
  return parts.map((part) => (part.type === "compact" ? gap + part.value : part.value)).join("");
}

const isCurrency = (unit) => /^[A-Z]{3}$/.test(unit);

// The parts of a figure: what limits it, its number, and its unit before or after.
function figureParts(row) {
  const size =
    row.value_max === null || row.value_max === undefined
      ? short(row.value)
      : `${short(row.value)}–${short(row.value_max)}`;
  const limit = words(`comparator.${row.comparator}`) ?? "";
  if (row.unit === "percent") return { limit, before: "", size: `${size}%`, after: "" };
  if (isCurrency(row.unit)) {
    const coin = words(`currency.${row.unit}`) ?? `${row.unit} `;
    return language === "en" ? { limit, before: coin, size, after: "" } : { limit, before: "", size, after: coin };
  }
  return { limit, before: "", size, after: named("unit", row.unit) };
}

function figureText(row) {
  const { limit, before, size, after } = figureParts(row);
  const gap = after && language === "en" ? " " : "";
  return `${limit}${before}${size}${gap}${after}`;
}

// The figure as an element that carries its exact value, for people (title) and programs (value).
function figure(row, attributes = {}) {
  const { limit, before, size, after } = figureParts(row);
  return h(
    "data",
    { value: row.value, title: number(row.value), ...attributes },
    limit && h("span", { class: "limit" }, limit),
    before && h("span", { class: "unit" }, before),
    h("span", { class: "size" }, size),
    after && h("span", { class: "unit" }, language === "en" ? ` ${after}` : after),
  );
}

function percentText(value) {
  const size = new Intl.NumberFormat(t("locale"), { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(
    Math.abs(value),
  );
  return `${value < 0 ? MINUS : "+"}${size}%`;
}

function yearChange(value) {
  return value === null ? null : h("data", { class: "change", value }, percentText(value));
}

const instant = (iso) => new Date(iso.length === 10 ? `${iso}T00:00:00Z` : iso);

function day(iso) {
  if (!iso) return t("figures.unknown_day");
  return new Intl.DateTimeFormat(t("locale"), { dateStyle: "medium", timeZone: "UTC" }).format(instant(iso));
}

function moment(iso) {
  const text = new Intl.DateTimeFormat(t("locale"), {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: "UTC",
  }).format(instant(iso));
  return `${text} UTC`;
}

const daysAgo = (iso) => Math.round((Date.now() - instant(iso)) / 864e5);

// "3 days ago", as seen when the page is open.
function agoText(iso) {
  const days = -daysAgo(iso);
  const [size, unit] =
    Math.abs(days) < 60
      ? [days, "day"]
      : Math.abs(days) < 730
        ? [Math.round(days / 30.44), "month"]
        : [Math.round(days / 365.25), "year"];
  return new Intl.RelativeTimeFormat(t("locale"), { numeric: "auto" }).format(size, unit);
}

function ago(iso) {
  return h("time", { datetime: iso, title: moment(iso) }, agoText(iso));
}

// The period of a figure: a quarter or year for what flows, the day for what is counted at a day.
function period(kind, end, span) {
  const at = instant(end);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth() + 1];
  if (span === "reported") return t("period.reported", { day: day(end) });
  if (span === "level" || kind === "day") return day(end);
  if (kind === "quarter") return t("period.quarter", { number: Math.ceil(month / 3), year });
  if (kind === "half") return t(month > 6 ? "period.half_2" : "period.half_1", { year });
  if (kind === "month")
    return new Intl.DateTimeFormat(t("locale"), { month: "short", year: "numeric", timeZone: "UTC" }).format(at);
  return words(`period.${kind}`) ? t(`period.${kind}`, { year }) : day(end);
}
