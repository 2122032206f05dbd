// One conversation, kept on this device: its unguessable id and what was said, until it is cleared or has lain idle.

const KEY = "zjtx.conversation";
const DRAFT = "zjtx.draft";
const IDLE_HOURS = 24;
const MOST_TURNS = 200;
// A message that was on its way when the page went is sent again by itself; after this long the person is asked.
const RESUMED_MS = 10 * 60_000;

function randomId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // randomUUID is missing on plain http (a bureau's intranet), getRandomValues is not.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fresh() {
  return { id: `web-${randomId()}`, touched: Date.now(), turns: [] };
}

function isConversation(value) {
  return typeof value?.id === "string" && value.id.startsWith("web-") && Array.isArray(value.turns) && value.turns.every(isTurn);
}

function isTurn(turn) {
  return typeof turn?.key === "string" && typeof turn.message === "string" && typeof turn.title === "string" && Array.isArray(turn.replies);
}

/** The stored conversation, or a new one. A turn: {key, message, title, state: waiting|done|failed, replies, error, at}. */
export class Session {
  constructor(storage) {
    this.storage = storage;
    this.conversation = this.read() ?? fresh();
    for (const turn of this.turns) {
      if (turn.state === "waiting" && Date.now() - turn.at > RESUMED_MS) Object.assign(turn, { state: "failed", error: "interrupted" });
    }
  }

  get id() {
    return this.conversation.id;
  }

  get turns() {
    return this.conversation.turns;
  }

  /** The turn that was being answered when the page was left. */
  get unanswered() {
    return this.turns.find((turn) => turn.state === "waiting");
  }

  /** The replies that another window has got for a turn meanwhile. */
  answered(turn) {
    const stored = this.read()?.turns.find(({ key }) => key === turn.key);
    return stored?.state === "done" ? stored.replies : undefined;
  }

  get draft() {
    return this.storage.getItem(DRAFT) ?? "";
  }

  set draft(text) {
    if (text) this.store(DRAFT, text);
    else this.storage.removeItem(DRAFT);
  }

  read() {
    try {
      const value = JSON.parse(this.storage.getItem(KEY));
      const idle = Date.now() - value?.touched;
      return isConversation(value) && idle < IDLE_HOURS * 3600_000 ? value : null;
    } catch {
      return null;
    }
  }

  add(message, title) {
    const turn = { key: randomId(), message, title, state: "waiting", replies: [], at: Date.now() };
    this.turns.push(turn);
    this.keep();
    return turn;
  }

  keep() {
    this.conversation.touched = Date.now();
    this.conversation.turns = this.withOtherWindows().slice(-MOST_TURNS);
    while (!this.store(KEY, JSON.stringify(this.conversation)) && this.turns.length > 1) {
      // The storage is full: the older half goes, the newer stays.
      this.conversation.turns = this.turns.slice(Math.ceil(this.turns.length / 2));
    }
  }

  /** Own turns and those that another window has added to the same conversation meanwhile. */
  withOtherWindows() {
    const stored = this.read();
    const own = new Set(this.turns.map((turn) => turn.key));
    const others = stored?.id === this.id ? stored.turns.filter((turn) => !own.has(turn.key)) : [];
    return others.length ? [...others, ...this.turns].sort((one, other) => one.at - other.at) : this.turns;
  }

  store(key, value) {
    // Storage may be full or forbidden (private window): the conversation then lives as long as the page.
    try {
      this.storage.setItem(key, value);
      return true;
    } catch {
      return false;
    }
  }

  /** Takes over what another window of this browser has stored; false when nothing differs. */
  reload() {
    const stored = this.read() ?? fresh();
    if (JSON.stringify(stored) === JSON.stringify(this.conversation)) return false;
    this.conversation = stored;
    return true;
  }

  /** Whether another window has cleared this conversation or begun a new one. */
  get gone() {
    return this.read()?.id !== this.id;
  }

  /** Forgets all but the last turn, under a new id: the server has deleted what it knew of the old one. */
  forgetBefore(turn) {
    this.clear();
    this.turns.push(turn);
    this.keep();
  }

  /** Leaves nothing on the device. */
  clear() {
    this.storage.removeItem(KEY);
    this.storage.removeItem(DRAFT);
    this.conversation = fresh();
  }
}

/** The device's storage, or a stand-in for this page where the browser forbids it. */
export function deviceStorage() {
  try {
    const storage = window.localStorage;
    storage.getItem(KEY);
    return storage;
  } catch {
    const held = new Map();
    return {
      getItem: (key) => held.get(key) ?? null,
      setItem: (key, value) => held.set(key, value),
      removeItem: (key) => held.delete(key),
    };
  }
}
