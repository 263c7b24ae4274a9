"""Asking clamd, the daemon of ClamAV, about a file: its bytes are sent, and its word comes back."""

import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHUNK = 128 * 1024
LONGEST_ANSWER = 4096
CONNECT_SECONDS = 3
ANSWER_SECONDS = 20
PING_SECONDS = 2
LONGEST_FINDING = 200


class ScannerAway(Exception):
    """The scanner did not answer, or not in time: nothing is known of the file."""


class TooLargeForScanner(ScannerAway):
    """The scanner takes no file of this size: its StreamMaxLength is smaller than our limit."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the scanner found; empty when it found nothing."""

    finding: str


def scan(address: Mapping[str, Any], path: Path, *, seconds: float = ANSWER_SECONDS) -> Answer:
    """Send the file to the scanner, and return what it said within so many seconds."""
    last = time.monotonic() + seconds
    try:
        with _connected(address) as line:
            _send(line, path, last)
            said = _answer(line, last)
    except OSError as error:
        raise ScannerAway(str(error)) from error
    return _understood(said)


def answers(address: Mapping[str, Any]) -> bool:
    """Tell whether the scanner is there."""
    try:
        with _connected(address) as line:
            line.settimeout(PING_SECONDS)
            line.sendall(b"zPING\0")
            return line.recv(LONGEST_ANSWER) == b"PONG\0"
    except OSError:
        return False


def _connected(address: Mapping[str, Any]) -> socket.socket:
    if path := address.get("path"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(CONNECT_SECONDS)
        try:
            line.connect(path)
        except OSError:
            line.close()
            raise
        return line
    return socket.create_connection((address["host"], address["port"]), CONNECT_SECONDS)


def _send(line: socket.socket, path: Path, last: float) -> None:
    """Send the bytes in pieces; a scanner that heard enough stops listening, and still speaks."""
    try:
        line.settimeout(_left(last))
        line.sendall(b"zINSTREAM\0")
        with path.open("rb") as file:
            while piece := file.read(CHUNK):
                line.settimeout(_left(last))
                line.sendall(len(piece).to_bytes(4) + piece)
        line.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        return


def _answer(line: socket.socket, last: float) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
        line.settimeout(_left(last))
        try:
            piece = line.recv(LONGEST_ANSWER)
        except ConnectionResetError:
            break
        if not piece:
            break
        said += piece
    return said.rstrip(b"\0\n").decode("utf-8", "replace")


def _left(last: float) -> float:
    left = last - time.monotonic()
    if left <= 0:
        raise TimeoutError("the scanner took too long")
    return left


def _understood(said: str) -> Answer:
    if said == "stream: OK":
        return Answer("")
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        finding = said.removeprefix("stream: ").removesuffix(" FOUND")
        return Answer(finding[:LONGEST_FINDING])
    if "size limit exceeded" in said:
        raise TooLargeForScanner(said)
    raise ScannerAway(said or "the scanner said nothing")
