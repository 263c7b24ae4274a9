/* What happens when a file has arrived: its entry takes the place of its line, and the counts follow. */
import { show } from "./replies.js";

export async function accept(zone, line, reply) {
  takeItsPlace(line, reply.html);
  countUp(document.getElementById(zone.dataset.count), reply.count);
  const slots = document.getElementById(`slots-${zone.dataset.code}`);
  if (slots && reply.slots_html) slots.replaceWith(document.createRange().createContextualFragment(reply.slots_html));
  const row = zone.closest("[data-row]");
  const version = row?.querySelector(`[name="${CSS.escape(row.dataset.row)}-version"]`);
  if (version && reply.version !== undefined) version.value = reply.version;
  show(reply, row);
  await refresh(row);
}

/* A file that the row lists already is not listed again: its entry leads to the same address. */
function takeItsPlace(line, html) {
  const list = line.element.parentElement;
  const added = document.createRange().createContextualFragment(html).firstElementChild;
  const watched = line.element.contains(document.activeElement);
  line.element.replaceWith(added);
  if (line.note) {
    const note = document.createElement("span");
    note.className = "evidence__detail";
    note.textContent = line.note;
    added.append(note);
  }
  const link = added.querySelector("a[href]");
  if (watched) link?.focus();
  for (const other of list.querySelectorAll("a[href]")) {
    if (other.href === link?.href && !added.contains(other)) other.closest("li").remove();
  }
}

/* Two files go at once: the answer that was written first, with the smaller count, may arrive last. */
function countUp(place, words) {
  const overtaken = Number.parseInt(words, 10) < Number.parseInt(place?.textContent, 10);
  if (place && words !== undefined && !overtaken) place.textContent = words;
}

/* A row with data-state-url says how it stands with its new file: its tag, the counts of the page. */
async function refresh(row) {
  if (!row?.dataset.stateUrl) return;
  const answer = await fetch(row.dataset.stateUrl, { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.ok) show(await answer.json(), row);
}
