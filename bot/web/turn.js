// One turn of the conversation as elements: what the user said, what came back, and what can be done next.

import { answerCard } from "./answer.js";
import { decisionCard } from "./decision.js";
import { make, prose } from "./dom.js";
import { profileCard, programsCard } from "./listing.js";
import { notedList, progressLine, readText } from "./noted.js";
import { WORDS } from "./words.js";

const CARDS = { decision: decisionCard, answer: answerCard, programs: programsCard, profile: profileCard };

/** `acts`: {choose(turn, button), retry(turn), print(decision)}; `latest` turns alone can be acted upon. */
export function turnElement(turn, latest, acts) {
  const element = make("section", { "data-key": turn.key }, bubble("user", turn.title), make("div", { class: "outcome" }));
  showOutcome(element, turn, latest, acts);
  return element;
}

/** Changes only what came of the turn: in a live region whatever is put in anew is read out again. */
export function showOutcome(element, turn, latest, acts) {
  element.className = `turn ${turn.state}`;
  const outcome = turn.state === "waiting" ? thinking()
    : turn.state === "failed" ? failure(turn, latest, acts)
    : answers(turn, latest, acts);
  element.querySelector(".outcome").replaceChildren(outcome);
}

/** The message could not be delivered yet and will be sent again by itself; `resume` does so at once. */
export function showPause(element, text, resume) {
  element.querySelector(".outcome").replaceChildren(make("div", { class: "paused" },
    make("span", {}, text),
    make("button", { type: "button", class: "plain", onclick: resume }, WORDS.pause.now)));
}

/** The conversation has gone on: nothing in this turn can be acted upon any more. */
export function closeTurn(element, turn) {
  element.querySelector(".retry")?.remove();
  for (const button of element.querySelectorAll(".reply")) {
    button.disabled = true;
    if (button.dataset.payload === turn.chosen) markChosen(button);
  }
}

function bubble(who, text) {
  return make("div", { class: `bubble ${who}` },
    make("span", { class: "visually-hidden" }, `${WORDS.who[who]}：`),
    who === "assistant" ? prose(text) : text);
}

function thinking() {
  return make("div", { class: "bubble assistant thinking", "aria-hidden": "true" },
    make("span", { class: "dots" }, make("i"), make("i"), make("i")),
    make("span", { class: "thinking-text" }, WORDS.turn.thinking));
}

function failure(turn, latest, acts) {
  return make("div", { class: "failure" },
    make("span", {}, turn.detail || WORDS.failure[turn.error] || WORDS.failure.server),
    latest && make("button", { type: "button", class: "plain retry", onclick: () => acts.retry(turn) }, WORDS.failure.retry));
}

function answers(turn, latest, acts) {
  const parts = partsOf(turn.replies);
  if (!parts.length) return bubble("assistant", WORDS.turn.empty);
  return make("div", { class: "answers" }, parts.map((part) => {
    if (part.buttons) return quickReplies(part.buttons, turn, latest, acts);
    if (part.custom) return withCard(part, acts);
    return spoken(part.text);
  }));
}

function spoken(text) {
  const { noted, body, left } = readText(text);
  return [
    noted && notedList(noted),
    (body || left) && make("div", { class: "bubble assistant" },
      make("span", { class: "visually-hidden" }, `${WORDS.who.assistant}：`), prose(body), left && progressLine(left)),
  ];
}

/** Replies as parts in order. A card takes the text right before it, which says the same for channels without cards. */
export function partsOf(replies) {
  const parts = [];
  for (const reply of replies) {
    const text = typeof reply.text === "string" ? reply.text.trim() : "";
    const card = Object.hasOwn(CARDS, reply.custom?.type ?? "") ? reply.custom : null;
    const buttons = (Array.isArray(reply.buttons) ? reply.buttons : []).filter(isButton);
    if (card) {
      const [twin, held] = text ? [text, []] : takeText(parts);
      parts.push({ custom: card, text: twin }, ...held);
    } else if (text) {
      parts.push({ text });
    }
    if (buttons.length) parts.push({ buttons });
  }
  return parts;
}

function takeText(parts) {
  const held = parts.length && parts[parts.length - 1].buttons ? [parts.pop()] : [];
  const last = parts[parts.length - 1];
  return last && last.text && !last.custom ? [parts.pop().text, held] : ["", held];
}

function isButton(button) {
  return typeof button?.title === "string" && button.title && typeof button.payload === "string";
}

function withCard({ custom, text }, acts) {
  const card = drawn(custom, acts);
  if (!card) return spoken(text);
  const { before, after, folded } = BESIDE[custom.type](text, custom);
  return make("div", { class: "carded" },
    before && bubble("assistant", before),
    card,
    folded && make("details", { class: "full-text" },
      make("summary", {}, WORDS.text.full),
      make("div", { class: "full-text-body" }, prose(folded))),
    after && bubble("assistant", after));
}

/** The card, or null where the data are not what this page knows: the text then says it. */
function drawn(custom, acts) {
  try {
    return CARDS[custom.type](custom, acts.print);
  } catch {
    return null;
  }
}

/** What of the text is still said beside the card that shows the same. */
const BESIDE = {
  decision: (text) => ({ folded: text }),
  answer: (text, custom) => {
    const [lead, rest] = quotesOnly(text, custom) ? ["", ""] : leadAndRest(text);
    return { before: lead, folded: rest && text };
  },
  programs: aroundList,
  profile: aroundList,
};

/** A list in between is what the card shows. */
function aroundList(text) {
  const lines = text.split("\n");
  const items = lines.map((line) => /^\s*[·✓✗？◎•-]/.test(line));
  if (!items.includes(true)) return { before: text };
  return {
    before: lines.slice(0, items.indexOf(true)).join("\n").trim(),
    after: lines.slice(items.lastIndexOf(true) + 1).join("\n").trim(),
  };
}

/** Whether the text begins with a clause that the card shows anyway. */
function quotesOnly(text, custom) {
  const start = text.split("\n")[0].trim();
  return (custom.results ?? []).some((result) => start && (result.text ?? "").replaceAll("\n", "").startsWith(start.slice(0, 40)));
}

function leadAndRest(text) {
  const end = text.indexOf("\n");
  return end < 0 ? [text, ""] : [text.slice(0, end).trim(), text.slice(end).trim()];
}

function quickReplies(buttons, turn, latest, acts) {
  const open = latest && turn.chosen === undefined;
  return make("div", { class: "replies", role: "group", "aria-label": WORDS.turn.quickReplies }, buttons.map((button) => {
    const element = make("button", {
      type: "button", class: "reply", disabled: !open, "data-payload": button.payload,
      onclick: (event) => acts.choose(turn, button, event),
    }, button.title);
    if (turn.chosen === button.payload) markChosen(element);
    return element;
  }));
}

function markChosen(button) {
  button.classList.add("chosen");
  button.append(make("span", { class: "visually-hidden" }, `（${WORDS.turn.chosen}）`));
}
