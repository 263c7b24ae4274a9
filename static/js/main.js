/* Starts the behaviours that a page names: data-module="autosave" loads autosave.js and calls its
   default export with that element. Several names are parted by spaces. A behaviour that fails
   leaves the page as it works without scripts. */
for (const element of document.querySelectorAll("[data-module]")) {
  for (const name of element.dataset.module.split(" ")) {
    import(`./${name}.js`).then((module) => module.default(element));
  }
}
