/* After a post that was refused: the summary has the focus and the page's title says so.

   drawn by error_summary() and problems() in macros/forms.html */
export default function errorSummary(summary) {
  document.title = `${summary.querySelector("h2").textContent.trim()} – ${document.title}`;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const field = document.getElementById(event.target.closest("a")?.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const control = field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea");
    (control ?? field).focus();
    field.scrollIntoView({ block: "center" });
  });
}
