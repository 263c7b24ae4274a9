"""A program that has the checks loaded, and becomes a new process for each file to be looked at.

Loading the decoders takes longer than most files do, so it is done once. What comes over the
socket on its input names a module and its words, and brings the pipe for its answer; the process
that looks at the file is a copy of this one, limits itself, and is gone with its answer.
"""

import importlib
import json
import os
import runpy
import signal
import socket
import sys
from typing import NoReturn

LONGEST_REQUEST = 64 * 1024
# Behind the answer of a module that ran to its end; a process that crashed does not write it.
WHOLE = b"\0whole"


def serve() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(fileno=sys.stdin.fileno()) as channel:
        while True:
            request, pipes, _flags, _sender = socket.recv_fds(channel, LONGEST_REQUEST, 1)
            if not request:
                return
            module, seconds, *words = json.loads(request)
            importlib.import_module(module)
            if os.fork() == 0:
                look(channel, pipes[0], module, seconds, words)
            os.close(pipes[0])


def look(
    channel: socket.socket, pipe: int, module: str, seconds: float, words: list[str]
) -> NoReturn:
    """Be the program that looks at one file: nothing of the channel is left to it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    nothing = os.open(os.devnull, os.O_RDWR)
    channel.detach()
    for source, place in ((nothing, 0), (pipe, 1), (nothing, 2)):
        os.dup2(source, place)
    os.closerange(3, max(pipe, nothing) + 1)
    sys.argv = [module, *words]
    code = 1
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        sys.stdout.flush()
        os.write(1, WHOLE)
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    serve()
