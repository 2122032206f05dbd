// One conversation, kept on this device: its unguessable id and what was said, until it is cleared or has lain idle.

const KEY = "zjtx.conversation";
const IDLE_HOURS = 24;
const MOST_TURNS = 200;

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
  return typeof value?.id === "string" && value.id.startsWith("web-") && Array.isArray(value.turns);
}

/** The stored conversation, or a new one. A turn: {key, message, title, state: waiting|done|failed, replies, error, at}. */
export class Session {
  constructor(storage) {
    this.storage = storage;
    this.conversation = this.read() ?? fresh();
    for (const turn of this.conversation.turns) {
      if (turn.state === "waiting") Object.assign(turn, { state: "failed", error: "interrupted" });
    }
  }

  get id() {
    return this.conversation.id;
  }

  get turns() {
    return this.conversation.turns;
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
    this.conversation.turns = this.turns.slice(-MOST_TURNS);
    // Storage may be full or forbidden (private window): the conversation then lives as long as the page.
    try {
      this.storage.setItem(KEY, JSON.stringify(this.conversation));
    } catch {
      this.forget();
    }
  }

  /** Takes over what another window of this browser has stored; false when nothing differs. */
  reload() {
    const stored = this.read() ?? fresh();
    if (JSON.stringify(stored) === JSON.stringify(this.conversation)) return false;
    this.conversation = stored;
    return true;
  }

  forget() {
    try {
      this.storage.removeItem(KEY);
    } catch {
      return;
    }
  }

  /** Forgets all but the last turn, under a new id: the server has deleted what it knew of the old one. */
  forgetBefore(turn) {
    this.clear();
    this.turns.push(turn);
    this.keep();
  }

  clear() {
    this.forget();
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
