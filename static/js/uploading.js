/* Files on their way: two at a time, in one request or in parts, and again by themselves after a cut.

   upload({ zone, words, name, blob, changed, address, kind, line, done: (reply) => …, ended: () => … })

   A small file goes whole: POST multipart to the zone's address: file, kind, csrf_token, request_id.
   A large one in parts: POST …/parts {name, size} → {url, received, part}; PUT url with Upload-Offset; GET url →
   {received}; at the end POST url: kind, csrf_token, request_id. Both end in the same answer (see dropzone.js).
   A sentence from the server (4xx with message) is final; everything else is tried again with growing pauses, and
   at once when the network is back. */
import { fill, renewToken, token } from "./replies.js";
import { send } from "./sending.js";
import { forget, recall, remember } from "./unfinished.js";

const AT_ONCE = 2;
const LARGE = 2 * 1024 * 1024;
const PAUSES = [2, 5, 15, 30, 60];
const GONE = [404, 410];
const LATER = [408, 409, 429];
const CUT = { status: 0, reply: {} };

const waiting = [];
const resting = new Set();
let busy = 0;

export function upload(job) {
  job.id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  job.giveUp = new AbortController();
  job.tries = 0;
  queue(job);
}

export function cancel(job) {
  forget(job);
  const { url } = job.place ?? {};
  if (url) send("DELETE", url);
  job.stopped = true;
  job.giveUp.abort();
  resting.delete(job);
  clearTimeout(job.timer);
  job.ended();
}

function queue(job) {
  job.line.waits(job.blob.size);
  job.line.offers([job.words.textCancel, () => cancel(job)]);
  waiting.push(job);
  next();
}

function next() {
  while (busy < AT_ONCE && waiting.length) run(waiting.shift());
}

async function run(job) {
  if (job.stopped) return;
  busy += 1;
  const answer = await (job.blob.size > LARGE ? inParts(job) : whole(job));
  busy -= 1;
  if (!job.stopped) await settle(job, answer);
  next();
}

function whole(job) {
  const body = form(job);
  body.set("file", job.blob, job.name);
  return send("POST", job.zone.dataset.uploadUrl, { body, ...watched(job, 0) });
}

async function inParts(job) {
  const { size } = job.blob;
  job.place ??= recall(job);
  const begun = await (job.place ? ask(job) : begin(job));
  if (begun.failed) return begun.failed;
  let { received } = begun;
  while (received < size) {
    const body = job.blob.slice(received, received + job.place.part);
    const headers = { "Content-Type": "application/octet-stream", "Upload-Offset": received };
    const { status, reply, ...rest } = await send("PUT", job.place.url, { body, headers, ...watched(job, received) });
    const moved = Number.isInteger(reply.received) && reply.received !== received;
    if (!moved || (status !== 200 && status !== 409)) return lost(job, { status, reply, ...rest });
    received = reply.received;
    job.tries = 0;
  }
  job.line.does(job.words.textChecking);
  return lost(job, await send("POST", job.place.url, { body: form(job), signal: job.giveUp.signal }));
}

async function begin(job) {
  const [path, query] = job.zone.dataset.uploadUrl.split("?");
  const body = JSON.stringify({ name: job.name, size: job.blob.size });
  const headers = { "Content-Type": "application/json" };
  const answer = await send("POST", `${path}/parts${query ? `?${query}` : ""}`, { body, headers, signal: job.giveUp.signal });
  if (answer.status !== 201) return { failed: answer };
  const { url, part, received } = answer.reply;
  job.place = { url, part, id: job.id, begun: Date.now() };
  remember(job);
  return { received };
}

async function ask(job) {
  job.id = job.place.id;
  const answer = await send("GET", job.place.url, { signal: job.giveUp.signal });
  if (GONE.includes(answer.status)) {
    lost(job, answer);
    return begin(job);
  }
  return Number.isInteger(answer.reply.received) ? answer.reply : { failed: answer };
}

/* An address that the server does not know any more is begun anew, like after a cut. */
function lost(job, answer) {
  if (!GONE.includes(answer.status)) return answer;
  forget(job);
  job.place = null;
  return CUT;
}

function form(job) {
  const body = new FormData();
  body.set("csrf_token", token());
  body.set("request_id", job.id);
  if (job.kind) body.set("kind", job.kind);
  const back = new URLSearchParams(job.zone.dataset.uploadUrl.split("?")[1]).get("back");
  if (back) body.set("back", back);
  return body;
}

function watched(job, from) {
  const total = job.blob.size;
  const onProgress = (sent) => {
    if (from + sent >= total) job.line.does(job.words.textChecking);
    else job.line.moves(from + sent, total);
    job.reached = Math.min(from + sent, total);
  };
  job.line.moves(from, total);
  return { onProgress, signal: job.giveUp.signal };
}

async function settle(job, { status, reply, signedOut }) {
  if (status >= 200 && status < 300 && reply.html) {
    forget(job);
    job.done(reply);
    job.ended();
  } else if (status === 400 && !reply.message && !job.renewed && (await renewToken().catch(() => false))) {
    job.renewed = true;
    queue(job);
  } else if (signedOut || (status === 400 && !reply.message)) {
    job.renewed = false;
    rest(job, job.words.textSignedOut);
  } else if (status >= 400 && status < 500 && (reply.message || !LATER.includes(status))) {
    forget(job);
    job.line.fails(reply.message ?? (status === 413 ? job.words.textTooLarge : job.words.textFailed));
    job.line.offers([job.words.textRemove, job.ended]);
  } else {
    tryLater(job, reply.message);
  }
}

function tryLater(job, message) {
  const seconds = PAUSES[Math.min(job.tries, PAUSES.length - 1)];
  job.tries += 1;
  const share = Math.floor(((job.reached ?? 0) / job.blob.size) * 100);
  if (navigator.onLine) rest(job, [message, fill(job.words.textAgain, { seconds })].filter(Boolean).join(" "));
  else rest(job, fill(job.words.textOffline, { share }));
  job.timer = setTimeout(() => wake(job), seconds * 1000);
}

function rest(job, sentence) {
  resting.add(job);
  job.line.rests(sentence);
  job.line.offers([job.words.textRetry, () => wake(job)], [job.words.textCancel, () => cancel(job)]);
}

function wake(job) {
  clearTimeout(job.timer);
  if (resting.delete(job)) queue(job);
}

addEventListener("online", () => {
  for (const job of [...resting]) {
    job.tries = 0;
    wake(job);
  }
});
addEventListener("beforeunload", (event) => {
  if (busy || waiting.length) event.preventDefault();
});
