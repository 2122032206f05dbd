// One message to the assistant and its replies, over Rasa's REST channel.

const ADDRESS = "webhooks/rest/webhook";
const PATIENCE_MS = 60_000;
const LONGEST_PAUSE_MS = 120_000;

/** What went wrong: `kind` is a key of WORDS.failure, `detail` the server's own sentence where it gave one. */
export class Failure extends Error {
  constructor(kind, { detail = "", pause } = {}) {
    super(kind);
    this.kind = kind;
    this.detail = detail;
    /** How long the server asks us to stay away, in ms; undefined where it says nothing. */
    this.pause = pause;
  }
}

const KIND_OF_STATUS = { 400: "refused", 413: "tooLong", 422: "refused", 429: "tooMany", 502: "busy", 503: "busy", 504: "timeout" };

// The server answers a message_id that it knows from what it answered before, so these may be sent again unasked.
const TRIES = { network: 20, busy: 20, timeout: 3, tooMany: 6 };
const FIRST_PAUSE_MS = 1000;
const SLOWEST_PAUSE_MS = 15_000;
const SHORTEST_PAUSE_MS = 250;

/**
 * Replies in order: [{text?, buttons?, custom?}]. While the service cannot be reached or asks for patience the message is
 * sent again under the same `key`; `onPause(failure, resume)` is told of each wait and may end it by calling `resume`.
 * Raises Failure when that has gone on too long, at once for what no repetition mends, and when `signal` is aborted.
 */
export async function deliver({ sender, message, key, signal, onPause }) {
  for (let tried = 1; ; tried += 1) {
    try {
      return await say({ sender, message, key, signal });
    } catch (failure) {
      const asked = failure.pause;
      if (tried >= (TRIES[failure.kind] ?? 0) || asked > LONGEST_PAUSE_MS) throw failure;
      const own = Math.min(FIRST_PAUSE_MS * 2 ** (tried - 1), SLOWEST_PAUSE_MS);
      // Many pages must not come back in the same instant after a restart.
      const wait = Math.max(asked ?? own, SHORTEST_PAUSE_MS) * (1 + Math.random() / 4);
      await pause(wait, signal, (resume) => onPause(failure, resume));
    }
  }
}

function pause(milliseconds, signal, tell) {
  return new Promise((resolve) => {
    const over = new AbortController();
    const resume = () => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    const timer = setTimeout(resume, milliseconds);
    window.addEventListener("online", resume, { signal: over.signal });
    signal.addEventListener("abort", resume, { signal: over.signal });
    tell(resume);
  });
}

async function say({ sender, message, key, signal }) {
  if (signal.aborted) throw new Failure("stopped");
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  signal.addEventListener("abort", () => stop.abort(), { signal: stop.signal });
  try {
    const response = await fetch(ADDRESS, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ sender, message, message_id: key }),
      signal: stop.signal,
      cache: "no-store",
    });
    if (!response.ok) {
      throw new Failure(KIND_OF_STATUS[response.status] ?? "server", {
        detail: await sentence(response), pause: retryAfter(response.headers.get("Retry-After")),
      });
    }
    const replies = await response.json();
    if (!Array.isArray(replies)) throw new Failure("server");
    return replies.filter((reply) => reply && typeof reply === "object");
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (stop.signal.aborted) throw new Failure(signal.aborted ? "stopped" : "timeout");
    if (error instanceof SyntaxError) throw new Failure("server");
    throw new Failure("network");
  } finally {
    clearTimeout(timer);
  }
}

/** The header in ms: seconds or a date. */
function retryAfter(value) {
  if (!value) return undefined;
  const wait = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(wait, 0);
}

async function sentence(response) {
  try {
    const { error } = await response.json();
    return typeof error === "string" && error.length <= 200 ? error : "";
  } catch {
    return "";
  }
}
