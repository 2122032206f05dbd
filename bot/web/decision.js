// A decision as a card, and the same decision as a printed report: verdict, window, conditions with their citations.

import { make } from "./dom.js";
import { WORDS } from "./words.js";

const words = WORDS.decision;
const GROUPS = ["unmet", "unknown", "judgement", "met"];

/** `decision` has the shape of the JSON API; `onPrint` is called with it when a report is wanted. */
export function decisionCard(decision, onPrint) {
  return make("article", { class: `card decision ${verdictOf(decision)}`, "aria-label": heading(decision) },
    head(decision),
    body(decision, { everything: false }),
    make("footer", { class: "card-foot" },
      make("p", {}, words.disclaimer),
      make("button", { type: "button", class: "plain print", onclick: () => onPrint(decision) }, words.print)));
}

/** The whole decision with nothing folded away, for paper. */
export function decisionReport(decision) {
  return make("article", { class: `card decision paper ${verdictOf(decision)}` },
    make("h1", {}, words.reportTitle),
    head(decision),
    body(decision, { everything: true }),
    make("footer", { class: "card-foot" },
      make("p", {}, words.disclaimer),
      decision.rules_digest && make("p", { class: "digest" }, words.digest(decision.rules_digest))));
}

function verdictOf(decision) {
  return decision.verdict in words.verdict ? decision.verdict : "undetermined";
}

function programName(decision) {
  return decision.program_name ?? decision.program;
}

function heading(decision) {
  return `${programName(decision)} ${words.title}：${words.verdict[verdictOf(decision)]}`;
}

function head(decision) {
  const verdict = verdictOf(decision);
  return make("header", { class: "card-head" },
    make("div", { class: "card-title" },
      make("h2", {}, programName(decision)),
      make("p", { class: "meta" }, `${words.version(decision.version)} · ${words.on(decision.on)}`)),
    make("p", { class: "verdict" }, words.verdict[verdict]));
}

function body(decision, { everything }) {
  const groups = Object.fromEntries(GROUPS.map((status) => [status, ofStatus(decision, status)]));
  const verdict = verdictOf(decision);
  const lead = words.lead[verdict];
  return make("div", { class: "card-body" },
    make("p", { class: "lead" }, typeof lead === "function" ? lead(groups.judgement.length > 0) : lead),
    make("ul", { class: "tally" }, GROUPS.filter((status) => groups[status].length).map((status) =>
      make("li", { class: status }, mark(status), `${words.groups[status]} ${words.count(groups[status].length)}`))),
    windowLine(decision.window),
    warningBox(decision.warnings ?? []),
    GROUPS.filter((status) => groups[status].length).map((status) =>
      group(status, groups[status], { open: everything || opensAtOnce(status, verdict), everything })),
    sentences(words.lacking, decision.lacking),
    sentences(words.where, decision.where),
    valuesUsed(decision, everything));
}

function sentences(title, lines = []) {
  if (!lines.length) return null;
  return make("section", { class: "sentences" },
    make("p", { class: "label" }, title),
    make("ul", {}, lines.map((line) => make("li", {}, line))));
}

function opensAtOnce(status, verdict) {
  const worthReading = { eligible: ["judgement"], undetermined: ["unknown"], ineligible: [] };
  return status === "unmet" || worthReading[verdict].includes(status);
}

function ofStatus(decision, status) {
  const found = (decision.criteria ?? []).filter((criterion) => criterion.status === status);
  return found.sort((one, other) => Number(other.decisive ?? false) - Number(one.decisive ?? false));
}

function mark(status) {
  return make("span", { class: "mark", "aria-hidden": "true" }, words.marks[status]);
}

function group(status, criteria, { open, everything }) {
  return make("details", { class: `group ${status}`, open },
    make("summary", {}, mark(status), make("span", {}, words.groups[status]),
      make("span", { class: "count" }, words.count(criteria.length))),
    make("ul", { class: "criteria" }, criteria.map((criterion) => condition(criterion, status, everything))));
}

function condition(criterion, status, everything) {
  const own = ownValues(criterion);
  const saidByReason = own === "" && (criterion.reason ?? "").includes(criterion.required);
  const pairs = status === "judgement" ? [] : [
    [words.own, own],
    [words.required, saidByReason ? "" : criterion.required],
  ].filter(([, value]) => value);
  return make("li", { class: `criterion ${status}` },
    make("p", { class: "label" }, criterion.label),
    pairs.length > 0 && make("dl", { class: "pairs" }, pairs.map(([term, value]) =>
      make("div", {}, make("dt", {}, term), make("dd", {}, value)))),
    reasonAdds(criterion, status) && make("p", { class: "reason" }, criterion.reason),
    (criterion.citations ?? [criterion.citation ?? []].flat()).map((cite) => citation(cite, everything)),
    criterion.note && make("p", { class: "note" }, criterion.note));
}

/** The enterprise's values as the server words them; a criterion over several facts names each. */
function ownValues(criterion) {
  const values = criterion.values ?? [];
  if (values.length === 1) return values[0].text;
  return values.map((value) => `${value.label} ${value.text}`).join("；");
}

function reasonAdds(criterion, status) {
  if (!criterion.reason) return false;
  const values = criterion.values ?? [];
  if (status === "unknown" || status === "judgement" || !values.length) return true;
  return !values.every((value) => criterion.reason.includes(value.text));
}

function citation(cite, open) {
  const place = [cite.clause, cite.page && words.page(cite.page)].filter(Boolean).join(" · ");
  const verbatim = cite.rating === "compendium";
  return make("details", { class: "citation", open },
    make("summary", {}, make("span", { class: "source" }, words.citation, "："), [cite.doc_no, place].filter(Boolean).join(" ")),
    make("div", { class: "cited" },
      cite.title && make("p", { class: "cited-title" }, `《${bare(cite.title)}》`),
      cite.quote && make("p", { class: "cited-kind" }, verbatim ? words.verbatim : words.summary),
      cite.quote && make(verbatim ? "blockquote" : "p", { class: "quote" }, cite.quote),
      words.rating[cite.rating] && make("p", { class: "rating" }, words.rating[cite.rating])));
}

export function bare(title) {
  return title.replace(/^《(.*)》$/, "$1");
}

function windowLine(window) {
  if (!window) return null;
  const state = window.state in words.window ? window.state : "unknown";
  const dates = window.opens && window.closes ? words.window.dates(window.opens, window.closes)
    : window.opens ? words.window.opens(window.opens)
    : window.closes ? words.window.closes(window.closes) : "";
  return make("p", { class: `window ${state}` },
    make("span", { class: "window-label" }, words.window.label),
    make("strong", {}, words.window[state]),
    dates && make("span", { class: "window-dates" }, dates));
}

function warningBox(warnings) {
  if (!warnings.length) return null;
  return make("div", { class: "warnings" },
    make("p", { class: "warnings-title" }, words.warnings),
    make("ul", {}, warnings.map((warning) => make("li", {}, warning))));
}

function valuesUsed(decision, open) {
  const seen = new Map();
  for (const value of (decision.criteria ?? []).flatMap((criterion) => criterion.values ?? [])) seen.set(value.fact, value);
  if (!seen.size) return null;
  return make("details", { class: "group values", open },
    make("summary", {}, make("span", {}, words.values), make("span", { class: "count" }, words.count(seen.size))),
    make("dl", { class: "values-list" }, [...seen.values()].map((value) =>
      make("div", {}, make("dt", {}, value.label), make("dd", {}, value.text)))));
}
