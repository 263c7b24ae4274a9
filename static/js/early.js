/* Runs before the first paint: says that scripts work, and follows the device where "auto" is chosen. */
(function () {
  const page = document.documentElement;
  page.className = "js";
  if (page.dataset.bsTheme === "auto") {
    page.dataset.bsTheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
})();
