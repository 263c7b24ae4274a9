/* Changes the document in view without leaving the page, so that nothing typed is lost.

   <section data-module="verification-viewer">
     <div data-document="7">… <img src="…"> or, not loaded yet, <img data-src="…"> …</div>
     <a data-open-document="7" href="?file=7#evidence">…</a>
   </section>
   Without scripts the link opens the page with that document. */
export default function viewer(section) {
  const links = [...section.querySelectorAll("[data-open-document]")];
  for (const link of links) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open(section, links, link.dataset.openDocument);
    });
  }
}

function open(section, links, id) {
  for (const part of section.querySelectorAll("[data-document]")) {
    part.hidden = part.dataset.document !== id;
    const picture = part.querySelector("img[data-src]");
    if (!part.hidden && picture) {
      picture.src = picture.dataset.src;
      picture.removeAttribute("data-src");
    }
  }
  for (const link of links) {
    if (link.dataset.openDocument === id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
