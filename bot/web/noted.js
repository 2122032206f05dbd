// What the assistant says in passing about the enterprise's own words: the numbers as understood, and how much is left to ask.

import { make } from "./dom.js";
import { WORDS } from "./words.js";

/** The lines of a text in three: values understood ({title, values: [[label, value]]} or null), questions left, and the rest. */
export function readText(text) {
  const [first, ...others] = text.split("\n");
  const said = WORDS.noted.sentence.exec(first);
  const body = said ? others.join("\n").trim() : text;
  const left = WORDS.progress.left.exec(body);
  return {
    noted: said && { title: said[1], values: apart(said[2]).map(labelAndValue) },
    body: left ? body.replace(left[0], "").trim() : body,
    left: left && { count: left[1], aside: left[2] },
  };
}

export function notedList({ title, values }) {
  return make("div", { class: "noted", role: "group", "aria-label": title },
    make("p", { class: "noted-title" }, title),
    make("dl", { class: "chips" }, values.map(([label, value]) =>
      make("div", { class: "chip" }, make("dt", {}, label), value && make("dd", {}, value)))));
}

export function progressLine({ count, aside }) {
  return make("p", { class: "progress" }, make("span", { class: "progress-count" }, WORDS.progress.text(count)), aside && make("span", {}, aside));
}

/** Splits at the mark that joins values, but not inside brackets: a value may name what it was worked out from. */
function apart(list) {
  const pieces = [""];
  let depth = 0;
  for (const char of list) {
    if (char === "（") depth += 1;
    if (char === "）") depth -= 1;
    if (char === WORDS.noted.join && depth === 0) pieces.push("");
    else pieces[pieces.length - 1] += char;
  }
  return pieces.filter(Boolean);
}

function labelAndValue(piece) {
  const space = piece.indexOf(" ");
  return space < 0 ? [piece, ""] : [piece.slice(0, space), piece.slice(space + 1)];
}
