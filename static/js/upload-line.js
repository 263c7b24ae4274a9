/* The line of one file while it is on its way: its name, how far it is, what is wrong, what can be done. */
import { fill } from "./replies.js";

const MEGABYTE = 1024 * 1024;

/* 6500000 → "6,2 MB", as the server writes sizes. */
export function sizeOf(bytes) {
  const [size, unit, digits] = bytes >= MEGABYTE ? [bytes / MEGABYTE, "MB", 1] : [Math.ceil(bytes / 1024), "KB", 0];
  return `${size.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits })} ${unit}`;
}

export class UploadLine {
  constructor(list, name, words) {
    this.name = name;
    this.words = words;
    this.note = "";
    this.element = part("li", "is-sending");
    this.size = part("span", "evidence__size");
    this.bar = part("progress", "");
    this.bar.max = 100;
    this.bar.setAttribute("aria-label", fill(words.textUploading, { name }));
    this.text = part("span", "evidence__detail");
    this.actions = part("span", "evidence__actions");
    this.element.append(part("span", ""), part("span", "evidence__name", name), this.size);
    list.append(this.element);
  }

  waits(bytes) {
    this.size.textContent = sizeOf(bytes);
    this.#show(this.words.textWaiting, 0);
  }

  /* Without a share the bar says only that something goes on. */
  does(sentence, share) {
    this.#show(sentence, share);
  }

  moves(sent, total) {
    const share = Math.floor((Math.min(sent, total) / total) * 100);
    this.#show(fill(this.words.textSending, { share, left: sizeOf(Math.max(total - sent, 0)) }), share);
  }

  rests(sentence) {
    this.#end("is-resting");
    this.text.textContent = sentence;
    this.element.append(this.text);
  }

  fails(sentence) {
    this.#end("is-failed");
    const error = part("span", "evidence__error", sentence);
    error.setAttribute("role", "alert");
    this.element.append(error);
  }

  /* Buttons are drawn anew only when they change, so that the one with the focus keeps it. */
  offers(...buttons) {
    const names = buttons.map(([text]) => text).join();
    if (names !== this.offered) {
      this.actions.replaceChildren(...buttons.map(([text, act]) => this.#button(text, act)));
    }
    this.offered = names;
    this.element.append(this.actions);
  }

  #show(sentence, share) {
    this.element.className = "is-sending";
    this.element.querySelector(".evidence__error")?.remove();
    if (share === undefined) this.bar.removeAttribute("value");
    else this.bar.value = share;
    const text = [this.note, sentence].filter(Boolean).join(" ");
    if (this.text.textContent !== text) this.text.textContent = text;
    if (!this.bar.isConnected) this.size.after(this.bar, this.text);
  }

  #end(state) {
    this.element.className = state;
    this.bar.remove();
    this.text.remove();
    this.element.querySelector(".evidence__error")?.remove();
  }

  #button(text, act) {
    const button = part("button", "btn btn-quiet btn-sm", text);
    button.type = "button";
    button.append(part("span", "visually-hidden", `: ${this.name}`));
    button.addEventListener("click", act);
    return button;
  }
}

function part(tag, look, text = "") {
  const made = document.createElement(tag);
  made.className = look;
  made.textContent = text;
  return made;
}
