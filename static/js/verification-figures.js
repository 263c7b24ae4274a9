/* While an inspector types: marks figures that differ from the claim, and asks the server what they
   come to. Nothing is saved before a verdict is pressed.

   <form data-module="verification-figures" data-points-url="/verification/5/A3/points">
     <dd data-figure="figure-NAME" data-claimed="1.847"> input … </dd>
     <output data-output="points"> <output data-output="reading">
   </form> */
const PAUSE = 300;

export default function figures(form) {
  let waiting = 0;
  let asked = 0;
  form.addEventListener("input", (event) => {
    if (event.target.name === "note" || event.target.name === "reason_code") return;
    mark(form);
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      asked += 1;
      const mine = asked;
      const reply = await ask(form);
      if (reply && mine === asked) show(form, reply);
    }, PAUSE);
  });
}

function mark(form) {
  for (const place of form.querySelectorAll("[data-figure]")) {
    const input = place.querySelector('input[type="text"]');
    if (input) input.classList.toggle("differs", input.value.trim() !== place.dataset.claimed);
  }
}

async function ask(form) {
  const fields = new FormData(form);
  for (const name of ["csrf_token", "request_id", "note", "judged_version", "judged_evidence", "version"]) fields.delete(name);
  try {
    const answer = await fetch(`${form.dataset.pointsUrl}?${new URLSearchParams(fields)}`, {
      headers: { Accept: "application/json" },
    });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function show(form, reply) {
  const wrong = Object.keys(reply.errors).length > 0;
  for (const name of ["points", "reading"]) {
    const place = form.querySelector(`[data-output="${name}"]`);
    if (!place) continue;
    place.textContent = wrong ? "–" : reply[name];
    if (name === "points") place.classList.toggle("differs", !wrong && reply.differs);
  }
  for (const input of form.querySelectorAll('[data-figure] input[type="text"], [name="points"]')) {
    if (reply.errors[input.name]) {
      input.setAttribute("aria-invalid", "true");
      input.title = reply.errors[input.name];
    } else {
      input.removeAttribute("aria-invalid");
      input.removeAttribute("title");
    }
  }
}
