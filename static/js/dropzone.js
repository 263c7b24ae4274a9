/* Uploads several files beside the row they prove, each with its progress and its own words.

   <div class="dropzone" data-module="dropzone" data-upload-url="…" data-list="evidence-A3" data-count="evidence-count-A3"
        data-max-bytes="20971520" data-accept=".pdf,.jpg" data-text-…="…">
     <input type="file" multiple>
   </div>            drawn by dropzone() in macros/evidence.html, which has all the words

   Sent, one request a file: POST multipart: file, csrf_token, request_id; Accept: application/json.
   Answer 200/201: {"html": "<li>…</li>" drawn by file_item(), "count": "2 tệp", and anything of replies.js}
   Answer 4xx: {"message": "a sentence that names the file and what to do"}. Without scripts the input is sent with its form. */
import { fill, renewToken, show, token } from "./replies.js";

const AT_ONCE = 2;
const waiting = [];
let busy = 0;

export default function dropzone(zone) {
  const input = zone.querySelector('input[type="file"]');
  const take = (files) => {
    for (const file of files) begin(zone, file);
  };
  input.addEventListener("change", () => {
    take(input.files);
    input.value = "";
  });
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
  }
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    take(event.dataTransfer.files);
  });
}

function begin(zone, file) {
  const line = lineFor(zone, file.name.normalize("NFC"));
  const words = zone.dataset;
  const endings = words.accept.split(",").map((ending) => ending.trim().toLowerCase());
  if (!endings.some((ending) => file.name.toLowerCase().endsWith(ending))) return fail(line, words, words.textWrongKind);
  if (file.size > Number(words.maxBytes)) return fail(line, words, words.textTooLarge);
  const upload = { zone, file, line, id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, renewed: false };
  waiting.push(upload);
  next();
}

function next() {
  while (busy < AT_ONCE && waiting.length) send(waiting.shift());
}

function send(upload) {
  const { zone, file, line } = upload;
  const request = new XMLHttpRequest();
  const body = new FormData();
  body.set("csrf_token", token());
  body.set("request_id", upload.id);
  body.set("file", file, file.name.normalize("NFC"));
  busy += 1;
  line.classList.remove("is-failed");
  line.querySelector(".evidence__error")?.remove();
  const bar = line.querySelector("progress") ?? line.appendChild(document.createElement("progress"));
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", fill(zone.dataset.textUploading, { name: file.name }));
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = (event.loaded / event.total) * 100;
  });
  request.addEventListener("loadend", () => {
    busy -= 1;
    settle(upload, request);
    next();
  });
  request.open("POST", zone.dataset.uploadUrl);
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("X-CSRFToken", token());
  request.send(body);
}

async function settle(upload, request) {
  const { zone, line } = upload;
  let reply = {};
  try {
    reply = JSON.parse(request.responseText);
  } catch {
    /* no answer, or a page: said below */
  }
  if (request.status >= 200 && request.status < 300 && reply.html) {
    takeItsPlace(line, reply.html);
    countUp(document.getElementById(zone.dataset.count), reply.count);
    const row = zone.closest("[data-row]");
    const version = row?.querySelector(`[name="${CSS.escape(row.dataset.row)}-version"]`);
    if (version && reply.version !== undefined) version.value = reply.version;
    show(reply, row);
    await refresh(row);
    return;
  }
  if (request.status === 400 && !reply.message && !upload.renewed && (await renewToken().catch(() => false))) {
    upload.renewed = true;
    waiting.push(upload);
    next();
    return;
  }
  fail(line, zone.dataset, reply.message ?? zone.dataset.textFailed, reply.message ? null : upload);
}

/* Two files go at once: the answer that was written first, with the smaller count, may arrive last. */
function countUp(place, words) {
  const overtaken = Number.parseInt(words, 10) < Number.parseInt(place?.textContent, 10);
  if (place && words !== undefined && !overtaken) place.textContent = words;
}

/* A file that the row lists already is not listed again: its entry leads to the same address. */
function takeItsPlace(line, html) {
  const list = line.parentElement;
  const added = document.createRange().createContextualFragment(html).firstElementChild;
  line.replaceWith(added);
  const address = added.querySelector("a[href]")?.href;
  for (const link of list.querySelectorAll("a[href]")) {
    if (link.href === address && !added.contains(link)) link.closest("li").remove();
  }
}

/* A row with data-state-url says how it stands with its new file: its tag, the counts of the page. */
async function refresh(row) {
  if (!row?.dataset.stateUrl) return;
  const answer = await fetch(row.dataset.stateUrl, { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.ok) show(await answer.json(), row);
}

function lineFor(zone, name) {
  const line = document.createElement("li");
  const place = document.createElement("span");
  const text = document.createElement("span");
  text.className = "evidence__name";
  text.textContent = name;
  line.append(place, text);
  document.getElementById(zone.dataset.list).append(line);
  return line;
}

function fail(line, words, sentence, upload = null) {
  line.classList.add("is-failed");
  line.querySelector("progress")?.remove();
  const error = document.createElement("span");
  error.className = "evidence__error";
  error.setAttribute("role", "alert");
  error.textContent = `${sentence} `;
  if (upload) {
    error.append(button(words.textRetry, () => {
      waiting.push(upload);
      next();
    }));
  }
  error.append(button(words.textRemove, () => line.remove()));
  line.append(error);
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-quiet btn-sm";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}
