/* Asks before an act that cannot be undone, on the same page; without scripts the link opens a page that asks.

   <a href="/…/confirm" data-module="confirm-dialog" data-dialog="withdraw-dialog">Thu hồi</a>
   <dialog id="withdraw-dialog" aria-labelledby="withdraw-title">
     <h2 id="withdraw-title">…</h2> <p>…</p>
     <form method="post" action="…">… <button>Thu hồi</button> <button type="button" data-close>Hủy</button></form>
   </dialog> */
export default function confirmDialog(link) {
  const dialog = document.getElementById(link.dataset.dialog);
  if (!dialog?.showModal) return;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
  for (const close of dialog.querySelectorAll("[data-close]")) close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}
