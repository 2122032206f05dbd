// The page: what is typed or tapped becomes a turn, each turn is sent once, shown, and kept on this device.

import { make } from "./dom.js";
import { decisionReport } from "./report.js";
import { deviceStorage, Session } from "./session.js";
import { deliver, Failure } from "./transport.js";
import { closeTurn, showOutcome, showPause, turnElement } from "./turn.js";
import { WORDS } from "./words.js";

const LONGEST_MESSAGE = 2000;
const SLOW_MS = 8000;
const STORED_WITHIN_MS = 1000;
const NEAR_END_PX = 160;
const GAP_PX = 16;

const at = (id) => document.getElementById(id);
const [page, scroll, log, status, welcome] = ["page", "scroll", "log", "status", "welcome"].map(at);
const [message, send, hint, latest, report] = ["message", "send", "hint", "latest", "report"].map(at);

const session = new Session(deviceStorage());
/** Stops the delivery under way; null while nothing is awaited. */
let waiting = null;
let composing = false;

const acts = {
  choose(turn, button, event) {
    if (waiting) return;
    turn.chosen = button.payload;
    begin(button.payload, button.title);
    // A keyboard user stays where the next answer is typed; a tap must not raise the phone's keyboard.
    if (event.detail === 0) message.focus();
  },
  retry(turn) {
    if (!waiting) answer(turn);
  },
  print(decision) {
    report.replaceChildren(decisionReport(decision));
    document.body.classList.add("printing-report");
    window.print();
  },
};

function paintAll() {
  welcome.hidden = session.turns.length > 0;
  log.replaceChildren(...session.turns.map((turn, index) => turnElement(turn, index === session.turns.length - 1, acts)));
}

function shown(turn) {
  return log.querySelector(`[data-key="${turn.key}"]`);
}

function paint(turn) {
  const latestOne = session.turns[session.turns.length - 1] === turn;
  if (shown(turn)) showOutcome(shown(turn), turn, latestOne, acts);
  else log.append(turnElement(turn, latestOne, acts));
  return shown(turn);
}

function begin(text, title = text) {
  const previous = session.turns[session.turns.length - 1];
  const turn = session.add(text, title);
  welcome.hidden = true;
  if (previous) closeTurn(shown(previous), previous);
  answer(turn);
}

async function answer(turn) {
  waiting = new AbortController();
  turn.state = "waiting";
  showReady();
  paint(turn);
  toEnd();
  tell(WORDS.turn.thinking);
  const slow = setTimeout(() => showSlow(turn), SLOW_MS);
  try {
    await oneWindow(turn, waiting.signal);
  } catch (error) {
    const { kind, detail } = error instanceof Failure ? error : new Failure("server");
    Object.assign(turn, { state: "failed", error: kind, detail });
  }
  clearTimeout(slow);
  const stopped = waiting.signal.aborted;
  waiting = null;
  tell("");
  if (stopped) takeOver();
  else if (turn.replies.some((reply) => reply.custom?.type === "forgotten")) {
    session.forgetBefore(turn);
    paintAll();
  } else {
    if (turn.state === "failed") session.keep();
    if (session.turns.length > log.children.length) paintAll();
    toReply(paint(turn));
  }
  showReady();
}

/** A second window on this conversation waits for the first one's answer instead of asking as well. */
async function oneWindow(turn, signal) {
  if (!navigator.locks) return fetchReplies(turn, signal);
  const name = `zjtx.${turn.key}`;
  const asked = await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
    if (lock) await fetchReplies(turn, signal);
    return Boolean(lock);
  });
  if (!asked) await navigator.locks.request(name, { signal }, async () => {
    await otherWindowStored(turn);
    await fetchReplies(turn, signal);
  });
}

/** What one window stores reaches another a little later than the lock does. */
async function otherWindowStored(turn) {
  for (let waited = 0; waited < STORED_WITHIN_MS && !session.answered(turn); waited += 50) {
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
}

async function fetchReplies(turn, signal) {
  const onPause = (failure, resume) => pause(turn, failure, resume);
  turn.replies = session.answered(turn)
    ?? await deliver({ sender: session.id, message: turn.message, key: turn.key, signal, onPause });
  Object.assign(turn, { state: "done", error: undefined, detail: undefined });
  if (!signal.aborted) session.keep();
}

function pause(turn, failure, resume) {
  const text = WORDS.pause[failure.kind];
  if (shown(turn)) showPause(shown(turn), text, resume);
  tell(text);
}

function showSlow(turn) {
  const text = shown(turn)?.querySelector(".thinking-text");
  if (text) text.textContent = WORDS.turn.slow;
  tell(WORDS.turn.slow);
}

function tell(text) {
  status.textContent = text;
  status.classList.toggle("quiet", Boolean(waiting));
}

// Scrolling

function toEnd() {
  scroll.scrollTop = scroll.scrollHeight;
}

function toReply(element) {
  if (element.offsetHeight <= scroll.clientHeight - GAP_PX) return toEnd();
  scroll.scrollTop += element.getBoundingClientRect().top - scroll.getBoundingClientRect().top - GAP_PX;
}

function farFromEnd() {
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight > NEAR_END_PX;
}

scroll.addEventListener("scroll", () => {
  latest.hidden = !farFromEnd();
}, { passive: true });

latest.setAttribute("aria-label", WORDS.turn.latest);
latest.addEventListener("click", () => {
  toEnd();
  message.focus({ preventScroll: true });
});

// Typing

function submit() {
  const text = message.value.trim();
  if (!text) return message.focus();
  if (waiting) return tell(WORDS.composer.busy);
  if (text.length > LONGEST_MESSAGE) return showReady();
  message.value = "";
  session.draft = "";
  fit();
  begin(text);
  message.focus();
}

function showReady() {
  const long = message.value.trim().length > LONGEST_MESSAGE;
  at("keys").textContent = long ? "" : WORDS.composer.keys;
  at("privacy").textContent = long ? WORDS.composer.tooLong(message.value.trim().length, LONGEST_MESSAGE) : WORDS.composer.privacy;
  hint.classList.toggle("alarm", long);
  message.setAttribute("aria-invalid", String(long));
  send.setAttribute("aria-disabled", String(Boolean(waiting) || long || !message.value.trim()));
}

function fit() {
  message.style.height = "auto";
  message.style.height = `${message.scrollHeight}px`;
  showReady();
}

message.placeholder = WORDS.composer.placeholder;
message.addEventListener("input", () => {
  session.draft = message.value;
  fit();
});
message.addEventListener("compositionstart", () => { composing = true; });
message.addEventListener("compositionend", () => { composing = false; });
message.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey) return;
  // Safari ends the composition before this keydown and marks it only by 229: that Enter picks a word, it sends nothing.
  if (event.isComposing || composing || event.keyCode === 229) return;
  event.preventDefault();
  submit();
});
send.addEventListener("click", submit);

// Starting over

at("restart").addEventListener("click", () => {
  if (waiting) return tell(WORDS.composer.busy);
  begin(WORDS.restart.message);
  message.focus({ preventScroll: true });
});

const ask = at("ask");
at("ask-title").textContent = WORDS.clear.title;
at("ask-text").textContent = WORDS.clear.text;
at("ask-no").textContent = WORDS.clear.no;
at("ask-yes").textContent = WORDS.clear.yes;
at("clear").addEventListener("click", () => ask.showModal());
at("ask-no").addEventListener("click", () => ask.close());
at("ask-yes").addEventListener("click", () => {
  ask.close();
  waiting?.abort();
  session.clear();
  message.value = "";
  fit();
  paintAll();
  message.focus();
});

// The device: network, other windows of this conversation, paper, the phone's keyboard

window.addEventListener("offline", () => tell(WORDS.turn.offline));
window.addEventListener("online", () => tell(WORDS.turn.online));

window.addEventListener("storage", () => {
  if (!waiting) takeOver();
  else if (session.gone) waiting.abort();
});

function takeOver() {
  if (!session.reload()) return;
  paintAll();
  resume();
}

/** A message that was on its way when its window went is sent again: the server knows it by its key. */
function resume() {
  if (session.unanswered && !waiting) answer(session.unanswered);
}

let opened = [];
window.addEventListener("beforeprint", () => {
  opened = [...log.querySelectorAll("details:not([open], .citation, .full-text)")];
  for (const details of opened) details.open = true;
});
window.addEventListener("afterprint", () => {
  for (const details of opened) details.open = false;
  document.body.classList.remove("printing-report");
  report.replaceChildren();
});

window.visualViewport?.addEventListener("resize", () => {
  page.style.setProperty("--view-height", `${window.visualViewport.height}px`);
  if (!farFromEnd()) toEnd();
});

// Opening

at("welcome-title").textContent = WORDS.welcome.title;
at("welcome-text").textContent = WORDS.welcome.text;
at("examples").append(...WORDS.welcome.examples.map((example) =>
  make("li", {}, make("button", { type: "button", class: "example", onclick: () => !waiting && begin(example) }, example))));

message.value = session.draft;
paintAll();
fit();
toEnd();
resume();
if (matchMedia("(hover: hover)").matches) message.focus();
document.body.dataset.ready = "true";
