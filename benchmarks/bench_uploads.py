"""An upload of 20 MB against a bare endpoint that hashes and syncs the same bytes, and its memory.

Both are called as a server calls them, by turns, with a form that is read from a file. What the
bare endpoint does not do: take the form apart, look at the file, link it, and write it down.
"""

import hashlib
import io
import os
import tempfile
import threading
import uuid
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from random import Random

from flask import Flask
from flask_migrate import upgrade
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import EnvironBuilder, encode_multipart

from benchmarks.harness import Measured, against
from emulation.app import create_app
from emulation.config import ROOT
from emulation.database import db
from emulation.evidence.inspection import inspect
from tests.criteria.sets import SMALL as FEW_CRITERIA
from tests.resilience.client import Client
from tests.resilience.year import Year, make_year

MEGABYTE = 1024 * 1024
LARGE = 20 * MEGABYTE
SMALL = MEGABYTE
PAGE = (1654, 2339)
TARGET = 1.5
# Peak memory with 20 MB over peak memory with 1 MB.
FLAT = 1.1
ROUNDS = 3
PIECE = 256 * 1024


def measure():
    with tempfile.TemporaryDirectory(prefix="emulation-bench-") as name:
        folder = Path(name)
        with open_year(folder) as (app, year):
            for sent in (Sent(app, year, folder, kind, LARGE) for kind in MARK):
                yield from speed(sent)
            yield memory(*(Sent(app, year, folder, "pdf", size) for size in (SMALL, LARGE)))


@contextmanager
def open_year(folder):
    """Give the program on a new data folder, with one commune whose sheet is open."""
    os.environ["EMULATION_DATA"] = name = str(folder)
    os.environ.pop("DATABASE_URL", None)
    # What follows an upload beside the answer is not part of it.
    afterwards = {"COMPARE_ON_ARRIVAL": False, "PICTURES_AHEAD": False}
    settings = {"WTF_CSRF_ENABLED": False, **afterwards}
    app = create_app(settings | {"DATA_FOLDER": Path(name)})
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        yield app, make_year(FEW_CRITERIA, communes=1)
        db.engine.dispose()


def speed(sent):
    yield against(
        f"uploads: 20 MB {sent.kind} / hashed and synced by a bare endpoint",
        ours=sent.upload,
        limit=sent.bare,
        target=TARGET,
        rounds=ROUNDS,
    )
    yield against(
        f"uploads: 20 MB {sent.kind} / the same, and looked at by the bare checks",
        ours=sent.upload,
        limit=sent.bare_and_looked_at,
        target=TARGET,
        rounds=ROUNDS,
    )


def memory(small, large):
    peaks = []
    for sent in (small, large):
        sent.upload()
        with peak_memory() as peak:
            sent.upload()
        peaks.append(peak[0])
    ratio = peaks[1] / peaks[0]
    return Measured(
        "uploads: peak kB with 20 MB / with 1 MB",
        peaks[1],
        peaks[0],
        round(ratio, 2),
        FLAT,
        ratio <= FLAT,
    )


@contextmanager
def peak_memory():
    """Give the most memory of its own, in kB, that this process was seen to hold meanwhile.

    Pages of the file itself, lent by the machine to whoever reads it, do not count.
    """
    found, seen, over = [], [], threading.Event()

    def look():
        while not over.wait(0.002):
            lines = Path("/proc/self/status").read_text().splitlines()
            seen.append(next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")))

    watcher = threading.Thread(target=look)
    watcher.start()
    yield found
    over.set()
    watcher.join()
    found.append(max(seen))


class Sent:
    """A form with one file, other bytes every time, read from the disk as from a connection."""

    numbers = count(1)

    def __init__(self, app: Flask, year: Year, folder: Path, kind: str, size: int) -> None:
        self.app, self.kind, self.folder = app, kind, folder
        self.path = folder / f"form-{kind}-{size}"
        content = scanned_pdf(size) if kind == "pdf" else photo(size)
        (folder / f"one.{kind}").write_bytes(content)
        fields = {"request_id": "0" * 36, "file": FileStorage(io.BytesIO(content), f"one.{kind}")}
        boundary, body = encode_multipart(fields)
        self.type = f"multipart/form-data; boundary={boundary}"
        self.request_id = body.index(b"0" * 36)
        self.mark = body.index(MARK[kind])
        self.path.write_bytes(body)
        self.person = Client(app, None, year.officials[0][0])
        self.url = f"/evidence/{year.participant_ids[0]}/A1"

    def environ(self):
        """Open the form anew: with another request id, and another byte string inside the file."""
        form = self.path.open("r+b")
        form.seek(self.request_id)
        form.write(str(uuid.uuid4()).encode())
        form.seek(self.mark)
        form.write(b"%010d" % next(self.numbers))
        form.seek(0)
        headers = self.person.headers | {"Accept": "application/json"}
        environ = EnvironBuilder(self.url, method="POST", headers=headers).get_environ()
        length = str(self.path.stat().st_size)
        body = {"wsgi.input": form, "CONTENT_TYPE": self.type, "CONTENT_LENGTH": length}
        return environ | body

    def upload(self):
        environ, status = self.environ(), []
        with environ["wsgi.input"]:
            answer = self.app.wsgi_app(environ, lambda line, _headers: status.append(line))
            text = b"".join(answer)
            answer.close()
        if not status[0].startswith("200"):
            raise SystemExit(f"{status[0]}: {text.decode()}")

    def bare(self):
        environ = self.environ()
        digest, place = hashlib.sha256(), self.folder / "bare"
        with environ["wsgi.input"] as form, place.open("wb", buffering=0) as file:
            while piece := form.read(PIECE):
                digest.update(piece)
                file.write(piece)
            os.fsync(file.fileno())
        place.unlink()
        return digest.hexdigest()

    def bare_and_looked_at(self):
        self.bare()
        name = f"one.{self.kind}"
        inspect(self.folder / name, name)


# Ten bytes of a comment near the start of each file, which are changed from one upload to the next.
MARK = {"pdf": b"created by", "jpg": b"0123456789"}


def scanned_pdf(size):
    """Return pages of grain, as a scanner makes them, up to this size."""
    page = grain(PAGE, 90)
    pages = max(1, (size - 16 * 1024) // len(saved([page], 90)))
    content = saved([page] * pages, 90)
    return content + b"\n%" + b" " * (size - len(content) - 2)


def saved(pages, quality, **words):
    file = io.BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:], quality=quality, **words)
    return file.getvalue()


def photo(size):
    """Return a photo with as many pixels as make this size, and a comment that is changed."""
    side = 4000
    while True:
        file = io.BytesIO()
        grain((side * 4 // 3, side), 92).save(file, "JPEG", quality=92, comment=b"0123456789")
        if file.tell() <= size:
            return file.getvalue()
        side = int(side * 0.95)


def grain(size, seed):
    random = Random(seed)  # noqa: S311 (no secret is made of it)
    noise = Image.effect_noise(size, 60).convert("RGB")
    page = Image.new("L", size, 235)
    for line in range(size[1] // 20, size[1], size[1] // 40):
        page.paste(40, (size[0] // 10, line, random.randrange(size[0] // 2, size[0]), line + 12))
    return Image.blend(page.convert("RGB"), noise, 0.4)
