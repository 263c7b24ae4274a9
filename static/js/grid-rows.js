/* Saves one row of a long page without leaving it: what is typed in other rows stays.

   <main data-module="grid-rows">
     <p data-grid-progress>…</p> <div data-live>…</div>
     <ol data-grid> <li id="row-5" data-keys> <form data-points-url="…"> … <button data-key="1"> </form> </li> </ol>

   The form goes to the same address as without scripts; of the page that answers, only this row, the
   progress and the messages are taken. An answer that is no such page lets the form go by itself. */
import figures from "./verification-figures.js";

export default function gridRows(page) {
  for (const form of page.querySelectorAll("[data-grid] form[data-points-url]")) figures(form);
  page.addEventListener("submit", async (event) => {
    const form = event.target;
    const row = form.closest("[data-grid] > li");
    if (!row || form.dataset.letGo || !event.submitter) return;
    event.preventDefault();
    if (row.getAttribute("aria-busy")) return;
    row.setAttribute("aria-busy", "true");
    const answer = await send(form, event.submitter);
    row.removeAttribute("aria-busy");
    if (!answer) {
      form.dataset.letGo = "yes";
      form.requestSubmit(event.submitter);
      return;
    }
    const next = following(row);
    const fresh = answer.getElementById(row.id);
    take(page, answer);
    if (fresh) {
      row.replaceWith(document.adoptNode(fresh));
      const bound = fresh.querySelector("form[data-points-url]");
      if (bound) figures(bound);
    } else {
      row.remove();
    }
    const wrong = fresh?.querySelector(".error-summary, [role=alert]");
    (wrong ? fresh : next || fresh || page).focus();
  });
}

async function send(form, button) {
  const fields = new URLSearchParams(new FormData(form));
  fields.append(button.name, button.value);
  try {
    const answer = await fetch(form.action, { method: "POST", body: fields });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("[data-grid]") ? page : null;
  } catch {
    return null;
  }
}

function take(page, answer) {
  for (const place of ["[data-live]", "[data-grid-progress]"]) {
    page.querySelector(place).replaceChildren(...answer.querySelector(place).childNodes);
  }
}

function following(row) {
  const waits = (one) => one.querySelector('.btn-primary[data-key="1"]');
  const rows = [...row.parentElement.children];
  const place = rows.indexOf(row);
  return [...rows.slice(place + 1), ...rows.slice(0, place)].find(waits);
}
