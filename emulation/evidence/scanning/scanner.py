"""What the scanner says of the files of one request or run, and what holds while it is away."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app

from emulation import health
from emulation.evidence.models import Scan
from emulation.evidence.scanning import clamd


@dataclass(frozen=True, slots=True)
class Scanned:
    """What is known of a file's bytes: a state, and the name of what was found."""

    state: Scan = Scan.UNSCANNED
    finding: str = ""


NOT_SCANNED = Scanned()
WAITS = Scanned(Scan.PENDING)


class Scanner:
    """One scanner, asked about one file after the other; without an address there is none."""

    def __init__(
        self, address: Mapping[str, Any], *, seconds: float = clamd.ANSWER_SECONDS
    ) -> None:
        self.address, self.seconds = address, seconds
        # Why it could not be asked, and whether it is of use to ask again.
        self.trouble, self.is_away = "", False

    @property
    def is_there(self) -> bool:
        return bool(self.address)

    def look_at(self, path: Path) -> Scanned:
        """Return what it says; a file it said nothing of waits until it is asked again."""
        if not self.address:
            return NOT_SCANNED
        if self.is_away:
            return WAITS
        try:
            finding = clamd.scan(self.address, path, seconds=self.seconds).finding
        except clamd.TooLargeForScanner as reason:
            self.trouble = str(reason)
            return WAITS
        except clamd.ScannerAway as reason:
            # One that is away or slow is not waited for again with every further file.
            self.trouble, self.is_away = str(reason), True
            return WAITS
        return Scanned(Scan.INFECTED, finding) if finding else Scanned(Scan.CLEAN)


def scanner() -> Scanner:
    """Return the scanner of the settings."""
    return Scanner(current_app.config["CLAMD"])


def word_on_scanner() -> str:
    """Say in a word whether the scanner answers; nothing where none is configured."""
    address = current_app.config["CLAMD"]
    if not address:
        return ""
    return "ok" if clamd.answers(address) else "away"


health.tell_too("scanner", word_on_scanner)
