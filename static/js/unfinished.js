/* Uploads in parts that were cut off, remembered on this device: where each can be continued.

   Named by address, name, size and time of the file: choosing the same file again at the same place goes on
   where it stopped, after a reload too. What the server would not know any more is forgotten. */
import { send } from "./sending.js";

const STORE = "emulation:parts:";
const GOOD_FOR = 23 * 3600 * 1000;

const nameOf = ({ address, name, blob, changed }) => `${STORE}${address}:${blob.size}:${changed}:${name}`;

export function recall(job) {
  try {
    return JSON.parse(localStorage.getItem(nameOf(job)));
  } catch {
    return null;
  }
}

export function remember(job) {
  keep(() => localStorage.setItem(nameOf(job), JSON.stringify({ name: job.name, size: job.blob.size, ...job.place })));
}

export function forget(job) {
  keep(() => localStorage.removeItem(nameOf(job)));
}

/* What was begun at this address and can still be finished: {key, name, size, url, …}. */
export function unfinishedAt(address) {
  const found = [];
  keep(() => {
    for (const key of Object.keys(localStorage).filter((one) => one.startsWith(STORE))) {
      const place = JSON.parse(localStorage.getItem(key));
      if (Date.now() - place.begun > GOOD_FOR) localStorage.removeItem(key);
      else if (key.startsWith(`${STORE}${address}:`)) found.push({ key, ...place });
    }
  });
  return found;
}

export function dropUnfinished({ key, url }) {
  keep(() => localStorage.removeItem(key));
  send("DELETE", url);
}

function keep(act) {
  try {
    act();
  } catch {
    /* a full or forbidden store: sending goes on, it only cannot be continued after a reload */
  }
}
