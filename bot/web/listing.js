// Two short lists as cards: how every program stands, and what is known of the enterprise.

import { make } from "./dom.js";
import { WORDS } from "./words.js";

/** `custom` of type programs: {programs or items: [{program, program_name, verdict, missing, failing}]}. */
export function programsCard({ programs, items }) {
  return make("div", { class: "card listing", role: "group", "aria-label": WORDS.programs.title },
    make("ul", {}, (programs ?? items ?? []).map((program) => make("li", { class: program.verdict },
      make("span", { class: "badge" }, WORDS.decision.verdict[program.verdict] ?? WORDS.decision.verdict.undetermined),
      make("span", { class: "listing-name" }, program.program_name ?? program.program),
      make("span", { class: "listing-why" }, why(program))))));
}

function why({ verdict, missing, failing }) {
  if (verdict === "eligible") return "";
  if (verdict === "ineligible") return labels(failing) && WORDS.programs.failing(labels(failing));
  if (typeof missing === "number") return WORDS.programs.missing(missing);
  return labels(missing) && WORDS.programs.missingFacts(labels(missing));
}

function labels(list) {
  if (!Array.isArray(list)) return "";
  return list.map((each) => typeof each === "string" ? each : each?.label ?? "").filter(Boolean).join(WORDS.programs.join);
}

/** `custom` of type profile: {profile or items: [{fact, label, value, said_on, source}]}. */
export function profileCard({ profile, items }) {
  const known = profile ?? items ?? [];
  if (!known.length) return make("p", { class: "bubble none" }, WORDS.profile.empty);
  return make("div", { class: "card listing profile", role: "group", "aria-label": WORDS.profile.title },
    make("dl", { class: "values-list" }, known.map(({ label, fact, value, said_on: day, source }) => make("div", {},
      make("dt", {}, label ?? fact, (day || source) && make("span", { class: "said" }, WORDS.profile.said(day, source))),
      make("dd", {}, value)))));
}
