/* One key for one act, on the page of an inspector; can be switched off, and that is remembered.

   <section class="shortcuts" data-module="shortcuts">
     <label><input type="checkbox" data-shortcuts-on checked> Bật phím tắt</label>
   </section>
   <button data-key="1">…</button> <a data-key="J" href="…">…</a>        anywhere on the page
   <li data-keys> <button data-key="1">…</button> </li>                  only while this part has the focus

   Never while a person types: fields, input methods that compose, modifiers. Keys are told by their place on the
   keyboard (event.code), so that Telex and Unikey change nothing. */
const REMEMBER = "emulation:shortcuts";

export default function shortcuts(bar) {
  const box = bar.querySelector("[data-shortcuts-on]");
  box.checked = read() !== "off";
  box.addEventListener("change", () => write(box.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (!box.checked || event.isComposing || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typesText(event.target)) return;
    const key = /^(?:Digit|Numpad|Key)([0-9A-Z])$/.exec(event.code)?.[1];
    const target = key && meant(key);
    if (!target) return;
    event.preventDefault();
    target.focus();
    target.click();
  });
}

function meant(key) {
  const part = document.activeElement?.closest("[data-keys]");
  const found = [...document.querySelectorAll(`[data-key="${key}"]:not([disabled])`)];
  return found.find((one) => part?.contains(one)) || found.find((one) => !one.closest("[data-keys]"));
}

function typesText(element) {
  if (element.isContentEditable) return true;
  if (element.tagName === "TEXTAREA" || element.tagName === "SELECT") return true;
  return element.tagName === "INPUT" && !["checkbox", "button", "submit"].includes(element.type);
}

function read() {
  try {
    return localStorage.getItem(REMEMBER);
  } catch {
    return null;
  }
}

function write(value) {
  try {
    localStorage.setItem(REMEMBER, value);
  } catch {
    /* not remembered, still obeyed on this page */
  }
}
