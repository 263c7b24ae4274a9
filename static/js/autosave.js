/* Saves a criterion's row a moment after a person changed it, and says so in words.

   <form data-module="autosave" data-user="official-07231"
         data-text-saving="Đang lưu…" data-text-saved="Đã lưu lúc %(time)s"
         data-text-failed="Chưa gửi được, đã giữ %(count)s thay đổi trong máy. Sẽ tự gửi lại."
         data-text-invalid="Chưa lưu: sửa chỗ có lỗi." data-text-conflict="Người khác đã sửa hàng này."
         data-text-compare="Xem hai bản" data-text-signed-out="Phiên làm việc đã hết. Đăng nhập lại, …"
         data-text-refused="Chưa lưu được.">
     <article data-row="A3" data-save-url="/assessments/7/criteria/A3">
       <input type="hidden" name="A3-version" value="3">
       <input name="A3-plan_tasks_total" …>                 every field of a row starts with its code and "-"
       <output data-output="points">…</output> <span data-output="state">(tag)</span>
       <p class="criterion__row-state" data-row-state></p>   (optional) what is wrong with this row
     </article>
     …
   </form>
   <div class="save-state" data-save-state role="status"> icons … <span data-save-text></span></div>
   <a data-after-save href="…">Kiểm tra và nộp</a>           waits until everything is sent

   Sent: POST to data-save-url, form-encoded, Accept: application/json, X-CSRFToken; names without the "A3-",
   among them version, and request_id (a new one for each change, the same when it is sent again).
   Answers: 200 as in replies.js · 400/422 with errors or message · 409 with message, or a conflict (then the row
   offers to open the two texts: an ordinary POST of the row to data-save-url, or conflict_url) · a redirect
   (to the sign-in page) means signed out · anything else is tried again.

   Nothing is sent unless a person changed something. One request for a row at a time; what was typed meanwhile
   goes in the next, with the new version, and the answer to the older one draws nothing. Rows not yet sent are
   kept on this device under the user and the page, put back and sent again on load, on "online" and by a timer. */
import { fill, renewToken, show, token } from "./replies.js";

const WAIT = 800;
const RETRY = [5000, 15000, 30000];
const STORE = "emulation:unsent:";

export default function autosave(form) {
  const key = `${STORE}${form.dataset.user}:${location.pathname}`;
  const rows = new Map();
  const state = document.querySelector("[data-save-state]");
  let failures = 0;
  let retry = 0;

  const say = (name, values) => {
    if (!state) return;
    state.dataset.state = name;
    const place = state.querySelector("[data-save-text]");
    const text = fill(form.dataset[`text${name.replace(/(^|-)(\w)/g, (_a, _b, c) => c.toUpperCase())}`], values);
    if (place.textContent !== text) place.textContent = text;
  };

  const remember = () => {
    const unsent = {};
    for (const [code, row] of rows) {
      if (row.dirty || row.sending) unsent[code] = { fields: fieldsOf(row.element), id: row.id };
    }
    try {
      if (Object.keys(unsent).length) localStorage.setItem(key, JSON.stringify(unsent));
      else localStorage.removeItem(key);
    } catch {
      /* a full or forbidden store: saving goes on without it */
    }
  };

  const unsent = () => [...rows.values()].filter((row) => row.dirty || row.sending);

  const rowOf = (element) => {
    const code = element.dataset.row;
    if (!rows.has(code)) rows.set(code, { element, code, dirty: false, sending: false, stopped: false, timer: 0, id: "" });
    return rows.get(code);
  };

  const changed = (event) => {
    const element = event.target.closest("[data-row]");
    if (!element || !event.isTrusted || event.target.type === "file" || !event.target.name) return;
    const row = rowOf(element);
    row.dirty = true;
    row.stopped = false;
    row.id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    remember();
    clearTimeout(row.timer);
    row.timer = setTimeout(() => send(row), WAIT);
  };

  const send = async (row, last = false) => {
    clearTimeout(row.timer);
    if (!row.dirty || row.sending || row.stopped) return;
    row.dirty = false;
    row.sending = true;
    const body = new URLSearchParams(fieldsOf(row.element).map(([name, value]) => [name.slice(row.code.length + 1), value]));
    body.set("request_id", row.id);
    say("saving");
    let answer = null;
    let reply = {};
    try {
      answer = await fetch(row.element.dataset.saveUrl, {
        method: "POST",
        body,
        headers: { Accept: "application/json", "X-CSRFToken": token() },
        redirect: "manual",
        keepalive: last,
      });
      if (answer.headers.get("Content-Type")?.includes("json")) reply = await answer.json();
    } catch {
      answer = null;
    }
    row.sending = false;
    const typedMeanwhile = row.dirty;
    await settle(row, answer, reply);
    remember();
    if (typedMeanwhile && answer?.ok) send(row);
  };

  const settle = async (row, answer, reply) => {
    if (answer?.ok) {
      failures = 0;
      accept(row, reply);
      if (!unsent().length) say("saved", { time: reply.saved_at ?? "" });
    } else if (answer?.type === "opaqueredirect" || answer?.status === 401) {
      keep(row);
      say("signed-out");
      later();
    } else if (answer && (reply.errors || reply.message || answer.status === 409)) {
      refuse(row, answer.status, reply);
    } else if (answer?.status === 400 && !row.renewed && (await renewToken().catch(() => false))) {
      row.renewed = true;
      keep(row);
      send(row);
    } else {
      keep(row);
      failures += 1;
      say("failed", { count: unsent().length });
      later();
    }
  };

  const keep = (row) => {
    row.dirty = true;
  };

  const accept = (row, reply) => {
    row.renewed = false;
    const version = versionOf(row.element);
    if (version && reply.version !== undefined) version.value = reply.version;
    if (row.dirty) return;
    mark(row, {});
    sayRow(row, "", "");
    show(reply, row.element);
  };

  const refuse = (row, status, reply) => {
    row.dirty = true;
    row.stopped = true;
    if (reply.errors) {
      mark(row, reply.errors);
      sayRow(row, "invalid", form.dataset.textInvalid);
      say("invalid");
    } else if (status === 409 && !reply.message) {
      sayRow(row, "conflict", form.dataset.textConflict);
      offerBoth(row, reply.conflict_url);
      say("conflict");
    } else {
      sayRow(row, "failed", reply.message);
      say("refused");
    }
  };

  const mark = (row, errors) => {
    for (const field of row.element.querySelectorAll("[name]")) {
      const text = errors[field.name.slice(row.code.length + 1)];
      const id = `${field.id || field.name}-error`;
      document.getElementById(id)?.remove();
      if (!text) {
        field.removeAttribute("aria-invalid");
        continue;
      }
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", id);
      const place = document.createElement("p");
      place.className = "field__error";
      place.id = id;
      place.textContent = text;
      (field.closest(".measure__field, fieldset, .field") ?? field).append(place);
    }
  };

  const sayRow = (row, name, text) => {
    const place = row.element.querySelector("[data-row-state]");
    if (!place) return;
    place.dataset.state = name;
    place.textContent = text ?? "";
  };

  const offerBoth = (row, url) => {
    const place = row.element.querySelector("[data-row-state]");
    if (!place) return;
    const button = document.createElement(url ? "a" : "button");
    button.className = "btn btn-outline btn-sm ms-2";
    button.textContent = form.dataset.textCompare;
    if (url) button.href = url;
    else {
      button.type = "button";
      button.addEventListener("click", () => postRow(row));
    }
    place.append(" ", button);
  };

  const postRow = (row) => {
    const post = document.createElement("form");
    post.method = "post";
    post.action = row.element.dataset.saveUrl;
    const fields = fieldsOf(row.element).map(([name, value]) => [name.slice(row.code.length + 1), value]);
    for (const [name, value] of [...fields, ["csrf_token", token()], ["request_id", row.id]]) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = value;
      post.append(field);
    }
    row.dirty = false;
    remember();
    document.body.append(post);
    post.submit();
  };

  const flush = (last = false) => Promise.all([...rows.values()].map((row) => send(row, last)));

  const later = () => {
    clearTimeout(retry);
    retry = setTimeout(flush, RETRY[Math.min(failures, RETRY.length - 1)]);
  };

  const restore = () => {
    let kept = {};
    try {
      for (const name of Object.keys(localStorage)) {
        if (name.startsWith(STORE) && !name.startsWith(`${STORE}${form.dataset.user}:`)) localStorage.removeItem(name);
      }
      kept = JSON.parse(localStorage.getItem(key) ?? "{}");
    } catch {
      return;
    }
    for (const [code, { fields, id }] of Object.entries(kept)) {
      const element = form.querySelector(`[data-row="${CSS.escape(code)}"]`);
      if (!element) continue;
      putBack(element, fields);
      const row = rowOf(element);
      row.dirty = true;
      row.id = id;
    }
    flush();
  };

  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => {
    if (!event.submitter?.hasAttribute("formaction")) {
      rows.clear();
      remember();
    }
  });
  addEventListener("online", () => flush());
  addEventListener("pagehide", () => flush(true));
  for (const link of document.querySelectorAll("a[data-after-save]")) {
    link.addEventListener("click", async (event) => {
      if (!unsent().length) return;
      event.preventDefault();
      await flush();
      if (!unsent().length) location.assign(link.href);
    });
  }
  restore();
}

function fieldsOf(element) {
  const fields = [];
  for (const field of element.querySelectorAll("[name]")) {
    if (field.disabled || field.type === "file" || !field.name.startsWith(`${element.dataset.row}-`)) continue;
    if ((field.type === "radio" || field.type === "checkbox") && !field.checked) continue;
    fields.push([field.name, field.value]);
  }
  return fields;
}

function versionOf(element) {
  return element.querySelector(`[name="${CSS.escape(element.dataset.row)}-version"]`);
}

/* A person typed these before: they go back where they were, but for the field that has the focus. */
function putBack(element, fields) {
  const texts = new Map(fields);
  for (const field of element.querySelectorAll("[name]")) {
    if (field === document.activeElement || field.type === "file") continue;
    if (field.type === "radio") field.checked = texts.get(field.name) === field.value;
    else if (field.type === "checkbox") field.checked = fields.some(([name, value]) => name === field.name && value === field.value);
    else if (texts.has(field.name)) field.value = texts.get(field.name);
  }
}
