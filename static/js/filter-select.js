/* A form of filters that goes as soon as a choice is made; its button stays for the keyboard.

   <form class="filter-form filter-form--auto" method="get" data-module="filter-select"> select … button </form> */
export default function filterSelect(form) {
  form.addEventListener("change", (event) => {
    if (event.target.tagName === "SELECT") form.requestSubmit();
  });
}
