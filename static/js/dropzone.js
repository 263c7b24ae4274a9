/* Takes files beside the row they prove: chosen, dropped or photographed, several at once, each with its own line.

   <div id="upload-words" data-max-bytes="20971520" data-most="20" data-accept=".pdf,.jpg" data-text-…="…">…</div>
   <div class="dropzone" data-module="dropzone" data-code="A3" data-upload-url="…" data-list="evidence-A3" data-count="evidence-count-A3">
     <input type="file" multiple>
   </div>            drawn by upload_words(), once a page, and dropzone() of macros/uploads.html

   A <select data-upload-kind> beside the zone, or data-kind on it, says what kind of document is sent.
   How a file travels is in uploading.js. Answer 200/201: {"html": "<li>…</li>" drawn by file_item(), "count": "2 tệp",
   "slots_html": the kinds that are there now, and anything of replies.js}; 4xx: {"message": "a sentence that names the
   file and what to do"}. Without scripts the input is sent with its form. */
import { fill } from "./replies.js";
import { nameOfShot, offerCamera, reduced, rememberChoice } from "./shots.js";
import { dropUnfinished, unfinishedAt } from "./unfinished.js";
import { UploadLine } from "./upload-line.js";
import { accept } from "./uploaded.js";
import { upload } from "./uploading.js";

const underWay = new Set();
const told = new Set();

export default function dropzone(zone) {
  const board = document.getElementById("upload-words");
  const input = zone.querySelector('input[type="file"]');
  const take = (files, isShot) => {
    [...files].forEach((file, place) => begin(zone, board, file, { isShot, isTooMany: place >= Number(board.dataset.most) }));
  };
  const picked = (event) => {
    take(event.target.files, event.target !== input);
    event.target.value = "";
  };
  input.addEventListener("change", picked);
  offerCamera(zone, board, picked);
  rememberChoice(board);
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
  }
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    take(event.dataTransfer.files, false);
  });
  tellUnfinished(zone, board.dataset);
}

async function begin(zone, board, file, { isShot, isTooMany }) {
  const words = board.dataset;
  const address = addressOf(zone);
  const name = (isShot ? nameOfShot(file) : file.name).normalize("NFC");
  const key = [address, name, file.size, file.lastModified].join();
  if (underWay.has(key)) return;
  underWay.add(key);
  const list = document.getElementById(zone.dataset.list);
  list.querySelector(`[data-unfinished="${CSS.escape(name)}"]`)?.remove();
  const line = new UploadLine(list, name, words);
  const ended = () => {
    underWay.delete(key);
    leave(zone, line);
  };
  line.waits(file.size);
  const kind = kindOf(zone);
  const refusal = isTooMany ? words.textTooMany : wrongWith(file, words);
  const blob = refusal ? file : await reduced(board, file, line);
  const stopped = refusal || tooLarge(blob, words);
  if (stopped) {
    line.fails(stopped);
    line.offers([words.textRemove, ended]);
    return;
  }
  const done = (reply) => {
    board.querySelector('[role="status"]').textContent = fill(words.textDone, { name });
    accept(zone, line, reply);
  };
  upload({ zone, words, name, blob, changed: file.lastModified, address, kind, line, done, ended });
}

const addressOf = (zone) => zone.dataset.uploadUrl.split("?")[0];

function wrongWith(file, { accept: endings, textWrongKind, textEmpty }) {
  const name = file.name.toLowerCase();
  if (!endings.split(",").some((ending) => name.endsWith(ending))) return textWrongKind;
  return file.size ? "" : textEmpty;
}

/* A photo is measured after it was made smaller. */
function tooLarge(blob, { maxBytes, left, textTooLarge, textNoRoom }) {
  if (blob.size > Number(maxBytes)) return textTooLarge;
  return blob.size > Number(left ?? Infinity) ? textNoRoom : "";
}

function kindOf(zone) {
  return zone.dataset.kind ?? zone.parentElement.querySelector("[data-upload-kind]")?.value ?? "";
}

function leave(zone, line) {
  if (line.element.contains(document.activeElement)) zone.querySelector("input").focus();
  line.element.remove();
}

/* A file that falls beside the place for it must not take the page away. */
for (const name of ["dragover", "drop"]) {
  addEventListener(name, (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
}

/* Files that were cut off before the page was opened: choosing one again continues it. */
function tellUnfinished(zone, words) {
  const address = addressOf(zone);
  if (told.has(address)) return;
  told.add(address);
  for (const one of unfinishedAt(address)) {
    const line = new UploadLine(document.getElementById(zone.dataset.list), one.name, words);
    line.waits(one.size);
    line.rests(words.textUnfinished);
    line.element.dataset.unfinished = one.name;
    line.offers([words.textRemove, () => {
      dropUnfinished(one);
      leave(zone, line);
    }]);
  }
}
