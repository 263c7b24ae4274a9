/* Turns, zooms and rotates the pages of a document, and changes documents, without leaving the page: nothing typed is
   lost. Nothing is remembered when the page is left.

   <section data-module="viewer" data-text-page="Trang %(page)s/%(pages)s" …>       see macros/viewer.html
     <div data-document="7" data-page="1" data-pages="14" data-pages-url="/evidence/7/pages/"> … </div>
     <a data-step="1" href="?file=7&page=2#evidence">  <button data-do="larger">  <a data-open-document="8" href="?file=8">
   </section>
   Keys are those of data-key (shortcuts.js). Pinching on a phone is the browser's own. */
const ZOOMS = [1, 1.5, 2, 3, 4];
const SHARP_ENOUGH = 1.5;

export default function viewer(section) {
  const find = (what) => section.querySelector(what);
  const say = (name, values) => section.dataset[name].replace(/%\((\w+)\)s/g, (_, key) => values[key]);
  const links = [...section.querySelectorAll("[data-open-document]")];
  const views = [...section.querySelectorAll("[data-document]")].map((part) => ({
    part,
    box: part.querySelector(".viewer__page"),
    sheet: part.querySelector(".viewer__sheet"),
    words: part.querySelector(".viewer__words"),
    page: Number(part.dataset.page),
    pages: Number(part.dataset.pages),
    zoom: 0,
    turn: 0,
  }));
  let view = views.find((one) => !one.part.hidden) || views[0];

  const acts = {
    smaller: () => zoom(view.zoom - 1),
    fit: () => zoom(0),
    larger: () => zoom(view.zoom + 1),
    rotate() {
      view.turn = (view.turn + 90) % 360;
      lay(view);
    },
    retry: load,
    "previous-file": () => openFile(-1),
    "next-file": () => openFile(1),
  };

  section.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("[data-do], [data-step], [data-open-document]");
    if (!link) return;
    event.preventDefault();
    if (link.dataset.do) acts[link.dataset.do]();
    else if (link.dataset.step) turnTo(view.page + Number(link.dataset.step));
    else open(views.find((one) => one.part.dataset.document === link.dataset.openDocument));
  });
  for (const one of views) {
    drag(one.box);
    const picture = one.sheet?.querySelector("img");
    one.shown = picture?.getAttribute("src");
    picture?.addEventListener("error", fail);
    if (picture?.complete && !picture.naturalWidth) fail();
  }
  new ResizeObserver(() => lay(view)).observe(section);
  if (view.words) load();
  else tell();

  function open(next) {
    view.part.hidden = true;
    view = next;
    view.part.hidden = false;
    for (const link of links) {
      if (link.dataset.openDocument === view.part.dataset.document) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (view.shown) {
      find(".viewer__failure").hidden = true;
      lay(view);
      tell();
    } else load();
  }

  function openFile(by) {
    open(views[(views.indexOf(view) + by + views.length) % views.length]);
    links.find((link) => link.hasAttribute("aria-current"))?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function turnTo(page) {
    if (page < 1 || page > view.pages) return;
    view.page = page;
    load().then((wanted) => {
      if (!wanted) return;
      wanted.box.scrollTop = 0;
      // The page after it is likely to be wanted next.
      if (wanted.sheet && page < wanted.pages) new Image().src = address(wanted, page + 1);
    });
  }

  function zoom(step) {
    const before = view.zoom;
    view.zoom = Math.min(Math.max(step, 0), ZOOMS.length - 1);
    const middle = [view.box.scrollLeft + view.box.clientWidth / 2, view.box.scrollTop + view.box.clientHeight / 2];
    const grown = ZOOMS[view.zoom] / ZOOMS[before];
    lay(view);
    view.box.scrollLeft = middle[0] * grown - view.box.clientWidth / 2;
    view.box.scrollTop = middle[1] * grown - view.box.clientHeight / 2;
    tell();
    if (view.sheet && view.shown !== address(view, view.page)) load();
  }

  function address(one, page) {
    if (one.words) return `${one.part.dataset.textUrl}?page=${page}`;
    return one.part.dataset.pagesUrl + page + (ZOOMS[one.zoom] > SHARP_ENOUGH ? "?size=large" : "");
  }

  /* Returns the view when it shows what was asked for last, and nothing when something else is wanted by now. */
  async function load() {
    const [wanted, url] = [view, address(view, view.page)];
    wanted.wanted = url;
    find(".viewer__failure").hidden = true;
    if (!wanted.sheet && !wanted.words) return tell();
    find(".viewer__count").textContent = say("textLoading", { page: wanted.page });
    wanted.box.setAttribute("aria-busy", "true");
    try {
      const ready = await (wanted.words ? fetchWords(url) : fetchPicture(url));
      if (wanted.wanted !== url) return;
      (wanted.words || wanted.sheet).replaceChildren(ready);
      wanted.shown = url;
      if (wanted.words) wanted.pages = Number(ready.dataset.parts);
      else ready.alt = say("textAlt", { page: wanted.page, name: wanted.part.dataset.name });
      wanted.box.removeAttribute("aria-busy");
      lay(wanted);
      if (wanted !== view) return;
      tell();
      return wanted;
    } catch {
      if (wanted.wanted === url && wanted === view) fail();
    }
  }

  async function fetchPicture(url) {
    const picture = new Image();
    picture.draggable = false;
    picture.src = url;
    await picture.decode();
    return picture;
  }

  async function fetchWords(url) {
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    const part = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-part]");
    if (!part) throw new Error(url);
    return part;
  }

  function fail() {
    view.box.removeAttribute("aria-busy");
    (view.sheet || view.words).replaceChildren();
    view.shown = "";
    find(".viewer__failure").hidden = false;
    tell();
  }

  function tell() {
    find(".viewer__tools").hidden = !(view.sheet || view.words);
    find(".viewer__turn").hidden = view.pages < 2;
    find(".viewer__count").textContent = say("textPage", view);
    for (const link of section.querySelectorAll("[data-step]")) {
      const page = view.page + Number(link.dataset.step);
      if (page < 1 || page > view.pages) {
        link.removeAttribute("href");
        link.setAttribute("role", "link");
        link.setAttribute("aria-disabled", "true");
      } else {
        link.href = `?file=${view.part.dataset.document}&page=${page}#evidence`;
        link.removeAttribute("role");
        link.removeAttribute("aria-disabled");
      }
    }
    find("[data-do=smaller]").disabled = view.zoom === 0;
    find("[data-do=larger]").disabled = view.zoom === ZOOMS.length - 1;
    find("[data-do=rotate]").disabled = !view.sheet;
  }
}

/* Gives the sheet the room that its picture takes when it is zoomed and turned. */
function lay(view) {
  const picture = view.sheet?.querySelector("img");
  if (view.words) view.words.style.fontSize = `${ZOOMS[view.zoom] * 100}%`;
  view.box.classList.toggle("is-zoomed", view.zoom > 0);
  if (!picture?.naturalWidth) return;
  const lying = view.turn % 180 === 90;
  const style = getComputedStyle(view.box);
  const room = view.box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const width = room * ZOOMS[view.zoom];
  const height = (width * (lying ? picture.naturalWidth : picture.naturalHeight)) / (lying ? picture.naturalHeight : picture.naturalWidth);
  const plain = !view.zoom && !view.turn;
  set(view.sheet, { width: plain ? "" : `${width}px`, height: plain ? "" : `${height}px` });
  set(picture, {
    width: plain ? "" : `${lying ? height : width}px`,
    transform: plain ? "" : `translate(${width / 2}px, ${height / 2}px) rotate(${view.turn}deg) translate(-50%, -50%)`,
  });
}

function set(element, properties) {
  for (const [name, value] of Object.entries(properties)) element.style.setProperty(name, value);
}

/* With a mouse the page is moved as paper is; fingers scroll as they do everywhere. */
function drag(box) {
  let from = null;
  box.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button || !event.target.closest(".viewer__sheet")) return;
    from = { x: event.clientX + box.scrollLeft, y: event.clientY + box.scrollTop };
    box.setPointerCapture(event.pointerId);
  });
  box.addEventListener("pointermove", (event) => {
    if (from) box.scrollTo(from.x - event.clientX, from.y - event.clientY);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    box.addEventListener(end, () => {
      from = null;
    });
  }
}
