// The clauses that answer a question, each with its document, place and standing.

import { bare } from "./decision.js";
import { make } from "./dom.js";
import { WORDS } from "./words.js";

const words = WORDS.answer;
const SHOWN_AT_ONCE = 2;
const LONG_CHARACTERS = 150;

export function answerCard(answer) {
  const results = answer.answerable ? answer.results ?? [] : [];
  if (!results.length) return make("p", { class: "bubble none" }, words.none);
  const first = results.slice(0, SHOWN_AT_ONCE);
  const rest = results.slice(SHOWN_AT_ONCE);
  return make("div", { class: "answer", role: "group", "aria-label": words.title },
    first.map(clause),
    rest.length > 0 && make("details", { class: "more" },
      make("summary", {}, words.more(rest.length)),
      rest.map(clause)));
}

function clause(result) {
  const standing = words.status[result.status];
  const place = [result.clause, printedPages(result.pages)].filter(Boolean).join(" · ");
  return make("article", { class: `card clause ${result.status ?? ""}` },
    make("header", {},
      make("h2", {}, `《${bare(result.title ?? "")}》`, standing && " ", standing && make("span", { class: "standing" }, standing)),
      make("p", { class: "meta" }, !(result.title ?? "").includes(result.doc_no) && make("span", {}, result.doc_no),
        make("span", {}, place))),
    clauseText(result.text ?? ""));
}

function printedPages(pages) {
  if (!pages?.length) return "";
  const [first, last] = [pages[0], pages[pages.length - 1]];
  return words.pages(first === last ? first : `${first}–${last}`);
}

function clauseText(text) {
  const shown = make("blockquote", { class: "clause-text" }, text);
  if (text.length <= LONG_CHARACTERS) return shown;
  shown.classList.add("folded");
  const toggle = make("button", { type: "button", class: "link", "aria-expanded": "false" }, words.expand);
  toggle.addEventListener("click", () => {
    const open = !shown.classList.toggle("folded");
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = open ? words.collapse : words.expand;
  });
  return [shown, toggle];
}
