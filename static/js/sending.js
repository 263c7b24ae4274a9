/* One request whose progress can be watched and which can be given up.

   send("PUT", url, { body, headers, onProgress: (bytes) => …, signal })
     → { status, reply, signedOut }      status 0: no answer came; reply: {} when it was no JSON
   A connection on which nothing moves any more is given up like one that broke. */
import { token } from "./replies.js";

const PATIENCE = 90000;

export function send(method, url, { body = null, headers = {}, onProgress = () => {}, signal } = {}) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const giveUp = () => request.abort();
    let watch = setTimeout(giveUp, PATIENCE);
    request.upload.addEventListener("progress", (event) => {
      clearTimeout(watch);
      watch = setTimeout(giveUp, PATIENCE);
      onProgress(event.loaded);
    });
    request.addEventListener("loadend", () => {
      clearTimeout(watch);
      signal?.removeEventListener("abort", giveUp);
      resolve(answerOf(request));
    });
    signal?.addEventListener("abort", giveUp);
    request.open(method, url);
    for (const [name, value] of Object.entries({ Accept: "application/json", "X-CSRFToken": token(), ...headers })) {
      request.setRequestHeader(name, value);
    }
    request.send(body);
  });
}

/* Asking without a session leads to the page for signing in, which is no JSON. */
function answerOf(request) {
  const answer = { status: request.status, reply: {}, signedOut: request.status === 401 };
  try {
    answer.reply = JSON.parse(request.responseText) ?? {};
  } catch {
    answer.signedOut ||= request.status === 200;
  }
  return answer;
}
