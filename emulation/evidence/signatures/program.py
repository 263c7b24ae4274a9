"""The look at signatures as a program of its own: limits first, one line for every answer.

It reads roots and the moment of arrival from its input as JSON, and the document's path from the
command line. Whatever stops it, the lines written before stand.
"""

import base64
import json
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader

from emulation.evidence.checks.program import limit_ourselves
from emulation.evidence.signatures.checking import TROUBLE, check_all, fields_of
from emulation.evidence.signatures.judging import Document
from emulation.evidence.signatures.markers import count_byte_ranges
from emulation.evidence.signatures.trust import Trust
from emulation.evidence.signatures.trusting import Papers
from emulation.evidence.signatures.verdicts import MOST_SIGNATURES, Checked, Reason

NETWORK = frozenset({"socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.bind"})


def main() -> None:
    limit_ourselves()
    sys.addaudithook(stay_at_home)
    told = json.load(sys.stdin)
    content = Path(sys.argv[-1]).read_bytes()
    try:
        reader = opened(content)
        fields = fields_of(reader)
    except TROUBLE:
        say(reason=Reason.CONSTRUCTION)
        return
    taken = fields[:MOST_SIGNATURES]
    stray = max(count_byte_ranges(content) - len(fields), 0)
    say(fields=len(fields), stray=stray)
    document = Document(
        reader, content, Papers.of(trust_in(told)), datetime.fromisoformat(told["arrived_at"])
    )
    for signature in check_all(document, taken):
        say(signature=as_json(signature))


def opened(content: bytes) -> PdfFileReader:
    """Open the document by the letter of the standard, else as readers in the field do."""
    try:
        return PdfFileReader(BytesIO(content), strict=True)
    except PdfReadError:
        return PdfFileReader(BytesIO(content), strict=False)


def stay_at_home(event: str, _arguments: object) -> None:
    """Nothing in a document may make us speak to anybody."""
    if event in NETWORK:
        raise PermissionError(event)


def trust_in(told: Mapping[str, Any]) -> Trust:
    return Trust(
        roots=decoded(told["roots"]),
        others=decoded(told["others"]),
        revocation_lists=decoded(told["revocation_lists"]),
    )


def decoded(texts: Iterable[str]) -> list[bytes]:
    return [base64.b64decode(text) for text in texts]


def say(**answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def as_json(signature: Checked) -> Mapping[str, Any]:
    """Return what can be printed, to be read by `apart.read_back`."""
    moments = {
        name: moment.isoformat() if moment else None
        for name, moment in (
            ("claimed_at", signature.claimed_at),
            ("stamped_at", signature.stamped_at),
        )
    }
    return {
        "state": signature.state.value,
        "reason": signature.reason.value,
        "added": signature.added.value,
        "is_timestamp": signature.is_timestamp,
        "signer": signature.signer,
        "organisation": signature.organisation,
        "issuer": signature.issuer,
        "stamp_in_doubt": signature.stamp_in_doubt,
        **moments,
    }


if __name__ == "__main__":
    main()
