// A decision on paper: a table of the enterprise's values, a table of the conditions, and the texts they rest on.

import { bare, citationsOf, leadOf, ofStatus, ownValues, placeOf, programName, STATUSES, valuesOf, verdictOf, windowText } from "./decision.js";
import { make } from "./dom.js";
import { WORDS } from "./words.js";

const words = WORDS.report;
const shared = WORDS.decision;
const RATINGS = ["compendium", "A", "B"];

/** `decision` has the shape of the JSON API; `made` is when the report was asked for. */
export function decisionReport(decision, made = new Date()) {
  const verdict = verdictOf(decision);
  const conditions = STATUSES.flatMap((status) => ofStatus(decision, status));
  const sources = sourcesOf(conditions);
  return make("article", { class: `paper ${verdict}` },
    make("h1", {}, words.title),
    facts(decision, verdict, made),
    notes(words.warnings, decision.warnings),
    values(valuesOf(decision)),
    make("h2", {}, words.conditions),
    table(words.condition, conditions.map((criterion, index) => row(criterion, index + 1, sources)), "conditions"),
    notes(words.lacking, decision.lacking) ?? notes(words.where, decision.where),
    make("h2", {}, words.sources),
    make("ol", { class: "sources" }, sources.map(({ cite }) => source(cite))),
    make("ul", { class: "legend" }, RATINGS.filter((rating) => sources.some(({ cite }) => cite.rating === rating)).map((rating) =>
      make("li", {}, words.ratings[rating], words.legend[rating]))),
    make("footer", {},
      make("p", {}, words.disclaimer),
      decision.rules_digest && make("p", { class: "digest" }, words.digest(decision.rules_digest))));
}

function facts(decision, verdict, made) {
  const window = decision.window && windowText(decision.window);
  const pairs = [
    [words.facts.program, programName(decision)],
    [words.facts.verdict, make("strong", { class: "paper-verdict" }, `${shared.verdict[verdict]}（${leadOf(decision)}）`)],
    [words.facts.version, words.version(decision.version)],
    [words.facts.on, decision.on],
    [words.facts.window, window && [window.said, window.dates].filter(Boolean).join("，")],
    // The day of the rules is Beijing's, wherever the browser is.
    [words.facts.made, made.toLocaleString("zh-CN", { dateStyle: "long", timeStyle: "short", timeZone: "Asia/Shanghai" })],
  ].filter(([, value]) => value);
  return make("table", { class: "facts" }, make("tbody", {}, pairs.map(([label, value]) =>
    make("tr", {}, make("th", { scope: "row" }, label), make("td", {}, value)))));
}

function values(list) {
  if (!list.length) return null;
  return [
    make("h2", {}, words.values),
    table(words.value, list.map(({ label, text }) => [label, text]), "values"),
  ];
}

function row(criterion, number, sources) {
  const cited = citationsOf(criterion).map((cite) => sources.findIndex(({ key }) => key === keyOf(cite)) + 1);
  const places = citationsOf(criterion).map((cite, index) => make("p", {}, `${placeOf(cite)} [${cited[index]}]`));
  return [
    String(number),
    [criterion.label, criterion.note && make("p", { class: "note" }, criterion.note)],
    ownValues(criterion) || words.none,
    criterion.required || words.none,
    make("span", { class: `judged ${criterion.status}` }, `${shared.marks[criterion.status]} ${shared.statuses[criterion.status]}`),
    places.length ? places : words.none,
  ];
}

function table(heads, rows, kind) {
  return make("table", { class: kind },
    make("thead", {}, make("tr", {}, Object.values(heads).map((head) => make("th", { scope: "col" }, head)))),
    make("tbody", {}, rows.map((cells) => make("tr", {}, cells.map((cell) => make("td", {}, cell))))));
}

/** Each cited text once, in the order in which the conditions cite it. */
function sourcesOf(conditions) {
  const found = new Map();
  for (const cite of conditions.flatMap(citationsOf)) found.set(keyOf(cite), cite);
  return [...found].map(([key, cite]) => ({ key, cite }));
}

function keyOf(cite) {
  return JSON.stringify([cite.doc_no, cite.clause, cite.page, cite.quote]);
}

function source(cite) {
  return make("li", {},
    cite.title && `《${bare(cite.title)}》`, placeOf(cite), cite.quote && make("q", { class: "quote" }, cite.quote),
    make("span", { class: "rating" }, words.ratings[cite.rating]));
}

function notes(title, lines = []) {
  if (!lines.length) return null;
  return make("section", { class: "notes" }, make("h2", {}, title), make("ul", {}, lines.map((line) => make("li", {}, line))));
}
