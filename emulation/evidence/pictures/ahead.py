"""Drawing the first pages of what has just arrived, beside the requests and after the answer.

What a stopped process leaves undrawn is drawn by whoever looks at it first.
"""

import queue
import threading
from collections.abc import Callable, Iterable

from emulation.evidence.pictures.cache import Busy, Cache, CannotBeMade
from emulation.evidence.pictures.pages import Original, draw_missing
from emulation.evidence.pictures.sizes import WITH_PICTURE, Size
from emulation.storage import Store, StoreUnavailable

FIRST = ((1, Size.THUMB), (1, Size.PAGE))
MOST_WAITING = 500

_waiting: queue.Queue[Callable[[], None]] = queue.Queue(MOST_WAITING)
_starting = threading.Lock()
_worker: list[threading.Thread] = []


def draw_ahead(originals: Iterable[Original], store: Store, cache: Cache) -> None:
    """Have the first page of each drawn soon; where too many wait, they are drawn on demand."""
    _start()
    for original in originals:
        if original.media_type in WITH_PICTURE:
            try:
                _waiting.put_nowait(_task(original, store, cache))
            except queue.Full:
                return


def wait_until_drawn() -> None:
    """Return when nothing waits any more."""
    _waiting.join()


def _task(original: Original, store: Store, cache: Cache) -> Callable[[], None]:
    def task() -> None:
        try:
            draw_missing(original, FIRST, store, cache)
        except (CannotBeMade, Busy, StoreUnavailable, OSError):
            return

    return task


def _start() -> None:
    with _starting:
        if not (_worker and _worker[0].is_alive()):
            _worker[:] = [threading.Thread(target=_work, name="draw-ahead", daemon=True)]
            _worker[0].start()


def _work() -> None:
    while True:
        task = _waiting.get()
        try:
            task()
        finally:
            _waiting.task_done()
