/* Photos before they are sent: taken with the camera, named apart, made smaller unless that is not wanted. */
import { fill } from "./replies.js";
import { sizeOf } from "./upload-line.js";

const KEY = "emulation:photos-as-they-are";
let turn = Promise.resolve();

/* On a screen for fingers, a second button that opens the camera. */
export function offerCamera(zone, board, picked) {
  if (!matchMedia("(pointer: coarse)").matches) return;
  const button = board.querySelector("template").content.firstElementChild.cloneNode(true);
  const input = button.querySelector("input");
  input.setAttribute("aria-label", `${button.textContent.trim()} ${zone.dataset.code}`);
  input.addEventListener("change", picked);
  zone.after(button);
}

export function rememberChoice(board) {
  const box = choice(board);
  if (!box || box.dataset.ready) return;
  box.dataset.ready = "1";
  try {
    box.checked = localStorage.getItem(KEY) === "1";
  } catch {
    return; /* a forbidden store: the choice holds for this page */
  }
  box.addEventListener("change", () => localStorage.setItem(KEY, box.checked ? "1" : "0"));
}

const choice = (board) => board.querySelector("[data-as-they-are]");

/* Every photo of some phones is called image.jpg: its moment tells one from the other. */
export function nameOfShot(file) {
  if (!/^image\.jpe?g$/i.test(file.name)) return file.name;
  const local = new Date(file.lastModified - new Date().getTimezoneOffset() * 60000);
  return `${local.toISOString().slice(0, 19).replace("T", " ").replaceAll(":", ".")}.jpg`;
}

/* One photo is drawn at a time: an old machine has the memory for one. */
export async function reduced(board, file, line) {
  if (!/\.jpe?g$/i.test(file.name) || choice(board)?.checked) return file;
  line.does(board.dataset.textReducing);
  turn = turn.then(async () => (await import("./photos.js")).smaller(file)).catch(() => file);
  const blob = await turn;
  if (blob !== file) line.note = fill(board.dataset.textReduced, { before: sizeOf(file.size), after: sizeOf(blob.size) });
  return blob;
}
