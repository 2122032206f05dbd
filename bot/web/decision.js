// A decision as a card: the verdict first, then the window, then one row per condition with its clause.

import { make } from "./dom.js";
import { WORDS } from "./words.js";

const words = WORDS.decision;
export const STATUSES = ["unmet", "unknown", "judgement", "met"];

/** `decision` has the shape of the JSON API; `onPrint` is called with it when a report is wanted. */
export function decisionCard(decision, onPrint) {
  const verdict = verdictOf(decision);
  return make("article", { class: `card decision ${verdict}`, "aria-label": heading(decision) },
    head(decision),
    make("div", { class: "card-body" },
      tally(decision),
      windowLine(decision.window),
      STATUSES.map((status) => group(status, ofStatus(decision, status), verdict)),
      warningBox(decision.warnings ?? []),
      sentences(words.lacking, decision.lacking),
      sentences(words.where, decision.where),
      decision.nearest && make("p", { class: "nearest" }, words.nearest(decision.nearest)),
      valuesUsed(decision)),
    make("footer", { class: "card-foot" },
      make("p", {}, words.disclaimer),
      make("button", { type: "button", class: "plain print", onclick: () => onPrint(decision) }, words.print)));
}

export function verdictOf(decision) {
  return decision.verdict in words.verdict ? decision.verdict : "undetermined";
}

export function programName(decision) {
  return decision.program_name ?? decision.program;
}

/** Why the verdict is what it is, in a few words. */
export function leadOf(decision) {
  const lead = words.lead[verdictOf(decision)];
  return typeof lead === "function" ? lead(ofStatus(decision, "judgement").length > 0) : lead;
}

export function ofStatus(decision, status) {
  const found = (decision.criteria ?? []).filter((criterion) => criterion.status === status);
  return found.sort((one, other) => Number(other.decisive ?? false) - Number(one.decisive ?? false));
}

/** The enterprise's values as the server words them; a criterion over several facts names each. */
export function ownValues(criterion) {
  const values = criterion.values ?? [];
  if (values.length === 1) return values[0].text;
  return values.map((value) => `${value.label} ${value.text}`).join("；");
}

export function citationsOf(criterion) {
  return criterion.citations ?? [criterion.citation ?? []].flat();
}

export function placeOf(cite) {
  const place = [cite.clause, cite.page && words.page(cite.page)].filter(Boolean).join(" · ");
  return [cite.doc_no, place].filter(Boolean).join(" ");
}

/** Every value that the decision was made with, once. */
export function valuesOf(decision) {
  const seen = new Map();
  for (const value of (decision.criteria ?? []).flatMap((criterion) => criterion.values ?? [])) seen.set(value.fact, value);
  return [...seen.values()];
}

export function windowText(window) {
  const state = window.state in words.window ? window.state : "unknown";
  const dates = window.opens && window.closes ? words.window.dates(window.opens, window.closes)
    : window.opens ? words.window.opens(window.opens)
    : window.closes ? words.window.closes(window.closes) : "";
  return { state, said: words.window[state], dates };
}

export function bare(title) {
  return title.replace(/^《(.*)》$/, "$1");
}

function heading(decision) {
  return `${programName(decision)} ${words.title}：${words.verdict[verdictOf(decision)]}`;
}

function head(decision) {
  return make("header", { class: "card-head" },
    make("p", { class: "verdict" }, words.verdict[verdictOf(decision)]),
    make("div", { class: "card-title" },
      make("h2", {}, programName(decision)),
      make("p", { class: "lead" }, leadOf(decision)),
      make("p", { class: "meta" }, `${words.version(decision.version)} · ${words.on(decision.on)}`)));
}

function tally(decision) {
  const counts = STATUSES.map((status) => [status, ofStatus(decision, status).length]).filter(([, count]) => count);
  return make("ul", { class: "tally" }, counts.map(([status, count]) =>
    make("li", { class: status }, mark(status), `${words.statuses[status]} ${words.count(count)}`)));
}

function sentences(title, lines = []) {
  if (!lines.length) return null;
  return make("section", { class: "sentences" },
    make("p", { class: "label" }, title),
    make("ul", {}, lines.map((line) => make("li", {}, line))));
}

function mark(status) {
  return make("span", { class: "mark", "aria-hidden": "true" }, words.marks[status]);
}

function group(status, criteria, verdict) {
  if (!criteria.length) return null;
  const unasked = status === "unknown" && verdict !== "undetermined";
  return make("details", { class: `group ${status}`, open: opensAtOnce(status, verdict) },
    make("summary", {}, mark(status), make("span", {}, words.statuses[status]),
      unasked && make("span", { class: "aside" }, words.unasked),
      make("span", { class: "count" }, words.count(criteria.length))),
    make("ul", { class: "criteria" }, criteria.map((criterion) => condition(criterion, status))));
}

function opensAtOnce(status, verdict) {
  const worthReading = { eligible: ["judgement"], undetermined: ["unknown"], ineligible: [] };
  return status === "unmet" || worthReading[verdict].includes(status);
}

function condition(criterion, status) {
  const own = ownValues(criterion);
  const saidByReason = own === "" && (criterion.reason ?? "").includes(criterion.required);
  const pairs = status === "judgement" ? [] : [
    [words.own, own],
    [words.required, saidByReason ? "" : criterion.required],
  ].filter(([, value]) => value);
  return make("li", { class: `criterion ${status}` },
    make("p", { class: "label" }, make("span", { class: "badge" }, words.statuses[status]), make("span", {}, criterion.label)),
    pairs.length > 0 && make("dl", { class: "pairs" }, pairs.map(([term, value]) =>
      make("div", {}, make("dt", {}, term), make("dd", {}, value)))),
    reasonAdds(criterion, status) && make("p", { class: "reason" }, criterion.reason),
    criterion.note && make("p", { class: "note" }, criterion.note),
    citationsOf(criterion).map(citation));
}

/** Whether the reason says more than status, value and threshold do. */
function reasonAdds(criterion, status) {
  if (!criterion.reason) return false;
  const values = criterion.values ?? [];
  if (status === "unknown") return criterion.reason.includes("：");
  if (status === "judgement" || !values.length) return true;
  return !values.every((value) => criterion.reason.includes(value.text));
}

function citation(cite) {
  const verbatim = cite.rating === "compendium";
  return make("details", { class: "citation" },
    make("summary", {}, make("span", { class: "source" }, words.citation, "："), placeOf(cite)),
    make("div", { class: "cited" },
      cite.title && make("p", { class: "cited-title" }, `《${bare(cite.title)}》`),
      cite.quote && make("p", { class: "cited-kind" }, verbatim ? words.verbatim : words.summary),
      cite.quote && make(verbatim ? "blockquote" : "p", { class: "quote" }, cite.quote),
      words.rating[cite.rating] && make("p", { class: "rating" }, words.rating[cite.rating])));
}

function windowLine(window) {
  if (!window) return null;
  const { state, said, dates } = windowText(window);
  return make("p", { class: `window ${state}` },
    make("span", { class: "window-label" }, words.window.label),
    make("strong", {}, said),
    dates && make("span", { class: "window-dates" }, dates));
}

function warningBox(warnings) {
  if (!warnings.length) return null;
  return make("div", { class: "warnings" },
    make("p", { class: "warnings-title" }, words.warnings),
    make("ul", {}, warnings.map((warning) => make("li", {}, warning))));
}

function valuesUsed(decision) {
  const values = valuesOf(decision);
  if (!values.length) return null;
  return make("details", { class: "group values" },
    make("summary", {}, make("span", {}, words.values), make("span", { class: "count" }, words.count(values.length))),
    make("dl", { class: "values-list" }, values.map((value) =>
      make("div", {}, make("dt", {}, value.label), make("dd", {}, value.text)))));
}
