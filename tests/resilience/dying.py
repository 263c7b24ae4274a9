"""The program as it is, except that it can be told to die: killed without a word at a named step.

The test writes the name of a step into the file `die-at` of the data folder; whichever process
comes to that step first takes the file away and kills itself, as a power cut of that process.
"""

import os
import signal
from collections.abc import Callable
from functools import wraps
from pathlib import Path

from emulation.evidence import arrivals, operations
from emulation.evidence.uploading import parts
from emulation.evidence.views import uploads
from emulation.storage import arriving, folder
from tests.resilience.dying_steps import ORDER

HALF_OF_A_FILE = 512 * 1024


def die_at(step: str) -> None:
    order = Path(os.environ["EMULATION_DATA"]) / ORDER
    if order.exists() and order.read_text() == step:
        order.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


def dies(before: str, function: Callable, after: str) -> Callable:
    @wraps(function)
    def dying(*args, **kwargs):
        die_at(before)
        done = function(*args, **kwargs)
        die_at(after)
        return done

    return dying


def write_half(held, piece):
    done = write(held, piece)
    if held.size > HALF_OF_A_FILE:
        die_at("half of it has come")
    return done


write = arriving.Held.write
arriving.Held.write = write_half
arrivals.inspect = dies("all of it has come", arrivals.inspect, "it was looked at")
folder._link = dies("its bytes are on the disk", folder._link, "it has its name")
folder.FolderStore.keep = dies("", folder.FolderStore.keep, "its folders are on the disk")
operations.add = dies("the transaction is open", operations.add, "its row is written")
uploads.write_down = dies("", uploads.write_down, "the transaction is over")
uploads.receipt = dies("", uploads.receipt, "the answer is ready")
parts.Parts._add = dies("a part has come", parts.Parts._add, "a part was added")
parts.Parts.finish = dies("its part still lies there", parts.Parts.finish, "its part is gone")

from wsgi import app  # noqa: E402, F401 (loaded when it can die)
