// Telegram's Bot API over HTTP, played by @bonkers-agency/grammy-test: its chats, limits and error texts; the wire is ours.
//
//   node telegram.mjs [PORT]     prints the address it listens on
//
// /bot<token>/<method> is the platform. /control/… is the test: simulate (a person does something), push (an update as it
// is), fault (the next calls of a method fail), state (what the bot has called), block, reset (Telegram as it was at first).

import { createServer } from "node:http";
import { TelegramServer, createUpdateQueue } from "@bonkers-agency/grammy-test";

const BOT = { id: 4242, is_bot: true, first_name: "专精特新", username: "zjtx_bot", can_join_groups: true,
  can_read_all_group_messages: false, supports_inline_queries: false };
const TOKEN = "4242:ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Everything that Telegram knows. What began before a reset ends in the world in which it began. */
const anew = () => ({ server: new TelegramServer(BOT), queue: createUpdateQueue(), polls: 0, calls: [], faults: [], blocked: new Set(),
  answers: [], webhook: null, lines: new Map(), deliveries: [], outstanding: 0 });
let world = anew();

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const body = async (request) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
};

/** A form's values are text; those that are JSON or numbers become what they say, except a message's own text. */
function parameters(text, type) {
  if (type.includes("json")) return text ? JSON.parse(text) : {};
  const found = {};
  for (const [name, value] of new URLSearchParams(text)) {
    try {
      found[name] = name === "text" || name.endsWith("_id") && name !== "chat_id" ? value : JSON.parse(value);
    } catch {
      found[name] = value;
    }
  }
  return found;
}

function reply(response, status, content, headers = {}) {
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(typeof content === "string" ? content : JSON.stringify(content));
}

const failure = (code, description, parameters) => ({ ok: false, error_code: code, description, parameters });

/** Like the real one: one update of a chat at a time, again after a second or Retry-After until it is taken. */
async function deliver(update) {
  const here = world;
  const who = update.message ?? update.callback_query ?? update.my_chat_member ?? {};
  const chat = who.chat?.id ?? who.from?.id ?? 0;
  const before = here.lines.get(chat) ?? Promise.resolve();
  here.outstanding += 1;
  const mine = before.then(async () => {
    for (let attempt = 0; attempt < 20 && here.webhook; attempt += 1) {
      try {
        const answer = await fetch(here.webhook.url, {
          method: "POST",
          headers: { "Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": here.webhook.secret_token ?? "" },
          body: JSON.stringify(update),
        });
        here.deliveries.push({ update_id: update.update_id, status: answer.status });
        if (answer.ok) return;
        await sleep(Math.min(Number(answer.headers.get("retry-after") ?? 1), 2) * 1000);
      } catch (error) {
        here.deliveries.push({ update_id: update.update_id, status: 0 });
        await sleep(1000);
      }
    }
  });
  here.lines.set(chat, mine.finally(() => { here.outstanding -= 1; }));
}

function publish(update) {
  if (world.webhook) deliver(update);
  else world.queue.push(update);
}

async function platform(request, response, token, method) {
  const here = world;
  const payload = parameters(await body(request), request.headers["content-type"] ?? "");
  if (method !== "getUpdates") here.calls.push({ method, payload, at: Date.now() });
  if (token !== TOKEN) return reply(response, 401, failure(401, "Unauthorized"));
  const fault = here.faults.find((each) => each.method === method && each.times > 0 && (!each.chat || each.chat === payload.chat_id));
  if (fault) {
    fault.times -= 1;
    if (fault.kind === "delay") await sleep(fault.milliseconds);
    if (fault.kind === "hangup") return request.socket.destroy();
    if (fault.kind === "html") return reply(response, 502, "<html>Bad Gateway</html>", { "Content-Type": "text/html" });
    if (fault.kind === "status") {
      const headers = fault.retry_after ? { "Retry-After": String(fault.retry_after) } : {};
      const more = fault.retry_after ? { retry_after: fault.retry_after } : undefined;
      return reply(response, fault.status, failure(fault.status, fault.description, more), headers);
    }
    if (fault.kind === "lost") { // taken, but the bot never hears of it
      await here.server.handleApiCall(method, payload);
      await sleep(fault.milliseconds);
      return request.socket.destroy();
    }
  }
  if (method === "setWebhook") {
    here.webhook = { url: payload.url, secret_token: payload.secret_token };
    return reply(response, 200, { ok: true, result: true });
  }
  if (method === "deleteWebhook") {
    here.webhook = null;
    return reply(response, 200, { ok: true, result: true });
  }
  if (method === "getUpdates") {
    if (here.webhook) return reply(response, 409, failure(409, "Conflict: can't use getUpdates method while webhook is active"));
    // Whoever polls ends the poll of another, as at the real one.
    const poll = (here.polls += 1);
    const end = () => { here.queue.abort(); here.queue.resume(); };
    end();
    request.socket.once("close", end);
    const updates = await here.queue.getUpdates(payload.offset || undefined, payload.limit, Math.min(payload.timeout ?? 0, 2));
    request.socket.off("close", end);
    if (poll !== here.polls) {
      const terminated = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
      return reply(response, 409, failure(409, terminated));
    }
    return reply(response, 200, { ok: true, result: updates });
  }
  if (method === "sendMessage" && here.blocked.has(payload.chat_id)) {
    return reply(response, 403, failure(403, "Forbidden: bot was blocked by the user"));
  }
  if (method === "answerCallbackQuery") here.answers.push(payload);
  if (method === "setMyCommands" || method === "sendChatAction") return reply(response, 200, { ok: true, result: true });
  try {
    reply(response, 200, { ok: true, result: await here.server.handleApiCall(method, payload) });
  } catch (error) {
    const code = error.error_code ?? error.errorCode ?? 400;
    reply(response, code, failure(code, error.description ?? error.message, error.parameters));
  }
}

const person = (id) => ({ id, is_bot: false, first_name: `人${id}` });
const place = (id, type = "private") => (type === "private" ? { id, type, first_name: `人${id}` } : { id, type, title: "群" });

async function control(request, response, action) {
  const given = JSON.parse((await body(request)) || "{}");
  if (action === "simulate") {
    const update = world.server[given.method](person(given.person), place(given.chat ?? given.person, given.type), ...(given.arguments ?? []));
    publish(update);
    return reply(response, 200, update);
  }
  if (action === "push") {
    publish(given);
    return reply(response, 200, {});
  }
  if (action === "fault") world.faults.push({ times: 1, ...given });
  if (action === "block") world.blocked.add(given.chat);
  if (action === "unblock") world.blocked.delete(given.chat);
  if (action === "reset") {
    const ended = world;
    world = anew();
    ended.webhook = null;
    ended.queue.abort();
  }
  if (action === "state") {
    const { calls, answers, webhook, deliveries, queue, outstanding } = world;
    return reply(response, 200, { calls, answers, webhook, deliveries, pending: queue.pendingCount + outstanding });
  }
  return reply(response, 200, {});
}

const http = createServer(async (request, response) => {
  try {
    const path = decodeURIComponent(new URL(request.url, "http://peer").pathname);
    const api = path.match(/^\/bot([^/]+)\/(\w+)$/);
    if (api) return await platform(request, response, api[1], api[2]);
    const test = path.match(/^\/control\/(\w+)$/);
    if (test) return await control(request, response, test[1]);
    reply(response, 404, failure(404, "Not Found"));
  } catch (error) {
    reply(response, 500, failure(500, String(error)));
  }
});
http.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => console.log(`http://127.0.0.1:${http.address().port}`));
