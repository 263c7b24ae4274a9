/* Puts what was read in a document into its field at once; without scripts the page is drawn anew. */
export default (form) => {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-suggests]");
    if (!button) return;
    event.preventDefault();
    const field = form.elements[button.dataset.field];
    field.value = button.dataset.suggests;
    button.parentElement.remove();
    field.focus();
  });
};
