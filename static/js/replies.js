/* What the server may answer to a saved row or an uploaded file, and where each part goes.

   {
     "version": 4,                                the row's version from now on
     "saved_at": "14:32",
     "row":  {"points": "1,5", "reading": "97,1%"},     text of [data-output="points"] in the row
     "page": {"total": "65,6", "left": "…", "group-A": "6,5/8 điểm"},      the same, anywhere on the page
     "progress": {"done": 45, "group-A": 6},      value of <progress data-progress="done">
     "marks": {"band": "2"},                      in the row, [data-mark="band"] with this data-mark-value is reached
     "scale": "65.60",                            end of the bar in the bottom line, in per cent
     "state_html": "<span class=\"tag …\">…</span>",    the row's tag, drawn by macros/badges.html
     "errors": {"plan_tasks_total": "…"},         sentence beside the field (answer 400 or 422)
     "message": "…",                              why it was refused (answer 4xx)
     "conflict_url": "…"                          with 409, when the two texts have a page of their own
   }
   Every key may be missing. */

export const token = () => document.querySelector('meta[name="csrf-token"]').content;

export function show(reply, row) {
  put(reply.row, row);
  put(reply.page, document);
  for (const [name, value] of Object.entries(reply.progress ?? {})) {
    for (const bar of document.querySelectorAll(`progress[data-progress="${name}"]`)) {
      bar.value = value;
    }
  }
  if (reply.scale !== undefined) {
    document.querySelector('line[data-output="scale"]')?.setAttribute("x2", `${reply.scale}%`);
  }
  for (const [name, value] of Object.entries(reply.marks ?? {})) {
    for (const mark of row?.querySelectorAll(`[data-mark="${name}"]`) ?? []) {
      const reached = mark.dataset.markValue === value;
      mark.classList.toggle("is-reached", reached);
      if (reached) mark.setAttribute("aria-current", "true");
      else mark.removeAttribute("aria-current");
    }
  }
  const tag = row?.querySelector('[data-output="state"]');
  if (tag && reply.state_html !== undefined) {
    tag.innerHTML = reply.state_html;
  }
}

function put(texts, where) {
  for (const [name, text] of Object.entries(texts ?? {})) {
    for (const place of where.querySelectorAll(`[data-output="${name}"]`)) {
      if (place !== document.activeElement) {
        place.textContent = text;
      }
    }
  }
}

/* "Kept %(count)s changes" with {count: 2} */
export function fill(text, values) {
  return (text ?? "").replace(/%\((\w+)\)s/g, (_whole, name) => values[name]);
}

/* After signing in again elsewhere the old token is worthless: take the one of a fresh page, unless
   it is by now somebody else's page. */
export async function renewToken() {
  const answer = await fetch(location.href, { credentials: "same-origin", redirect: "manual" });
  if (!answer.ok) {
    return false;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector('meta[name="csrf-token"]')?.content;
  const reader = (document) => document.querySelector("[data-user]")?.dataset.user;
  if (!fresh || fresh === token() || reader(page) !== reader(document)) {
    return false;
  }
  document.querySelector('meta[name="csrf-token"]').content = fresh;
  for (const field of document.querySelectorAll('input[name="csrf_token"]')) {
    field.value = fresh;
  }
  return true;
}
