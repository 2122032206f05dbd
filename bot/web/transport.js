// One message to the assistant and its replies, over Rasa's REST channel.

const ADDRESS = "webhooks/rest/webhook";
const PATIENCE_MS = 60_000;

/** What went wrong: `kind` is a key of WORDS.failure, `detail` the server's own sentence where it gave one. */
export class Failure extends Error {
  constructor(kind, detail = "") {
    super(kind);
    this.kind = kind;
    this.detail = detail;
  }
}

const KIND_OF_STATUS = { 400: "refused", 413: "tooLong", 422: "refused", 429: "tooMany", 502: "busy", 503: "busy", 504: "timeout" };

/** Replies in order: [{text?, buttons?, custom?}]. `key` lets the server recognise a message that is sent again. */
export async function say(sender, message, key) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const response = await fetch(ADDRESS, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ sender, message, id: key }),
      signal: stop.signal,
      cache: "no-store",
    });
    if (!response.ok) throw new Failure(KIND_OF_STATUS[response.status] ?? "server", await sentence(response));
    const replies = await response.json();
    if (!Array.isArray(replies)) throw new Failure("server");
    return replies.filter((reply) => reply && typeof reply === "object");
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (stop.signal.aborted) throw new Failure("timeout");
    if (error instanceof SyntaxError) throw new Failure("server");
    throw new Failure("network");
  } finally {
    clearTimeout(timer);
  }
}

async function sentence(response) {
  try {
    const { error } = await response.json();
    return typeof error === "string" && error.length <= 200 ? error : "";
  } catch {
    return "";
  }
}
