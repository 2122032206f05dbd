// Two short lists as cards: how every program stands, and what is known of the enterprise.

import { make } from "./dom.js";
import { WORDS } from "./words.js";

/**
 * `custom` of type programs: {programs: [{program, name, verdict, open, failed, held, window}]}; `open` counts the unknown facts
 * that can still change the verdict, `failed` names unmet conditions, `held` says that the enterprise has the title.
 */
export function programsCard({ programs }) {
  return make("div", { class: "card listing", role: "group", "aria-label": WORDS.programs.title },
    make("ul", {}, programs.map((program) => make("li", { class: program.verdict },
      make("span", { class: "badge" }, WORDS.decision.verdict[program.verdict] ?? WORDS.decision.verdict.undetermined),
      make("span", { class: "listing-name" }, program.program_name ?? program.name ?? program.program),
      make("span", { class: "listing-why" }, [
        program.held && WORDS.programs.held,
        program.window === "open" && WORDS.programs.window,
        why(program),
      ].filter(Boolean).join("；"))))));
}

function why({ verdict, open, missing, failed, failing }) {
  if (verdict === "undetermined") return WORDS.programs.missing(open ?? missing?.length ?? missing);
  return verdict === "ineligible" && WORDS.programs.failing(failed ?? failing ?? []);
}

/** `custom` of type profile: {name, uscc, facts: [{fact, label, value, approx, said_on, words}], stale: the same of earlier years}. */
export function profileCard({ name, uscc, facts, stale }) {
  return make("div", { class: "card listing profile", role: "group", "aria-label": WORDS.profile.title },
    (name || uscc) && make("p", { class: "profile-who" }, make("strong", {}, name), uscc && make("span", {}, WORDS.profile.uscc(uscc))),
    facts.length > 0 && known(facts),
    stale?.length > 0 && [make("p", { class: "profile-stale" }, WORDS.profile.stale), known(stale)]);
}

function known(facts) {
  return make("dl", { class: "values-list" }, facts.map(({ label, fact, value, approx, said_on: day, source, words }) => make("div", {},
    make("dt", {}, label ?? fact, (day || source || words) && make("span", { class: "said" }, WORDS.profile.said(day, source, words))),
    make("dd", {}, approx ? WORDS.profile.approx(value) : value))));
}
