"""Running the look at signatures in a program apart, and reading what it could say."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from emulation.config import ROOT
from emulation.evidence.inspection import START, WALL_SECONDS
from emulation.evidence.signatures.markers import may_hold_signatures
from emulation.evidence.signatures.trust import Trust
from emulation.evidence.signatures.verdicts import (
    MOST_SIGNATURES,
    Added,
    Checked,
    Looked,
    Outcome,
    Reason,
    State,
)

MODULE = "emulation.evidence.signatures.program"
NOTHING = Looked(Outcome.NONE)


def look(path: Path, trust: Trust, *, arrived_at: datetime) -> Looked:
    """Look at the signatures of a PDF; a crash or a limit leaves what it did not come to."""
    if not may_hold_signatures(path):
        return replace(NOTHING, trust=trust.digest)
    return replace(read_back(answers(path, trust, arrived_at)), trust=trust.digest)


def answers(path: Path, trust: Trust, arrived_at: datetime) -> Sequence[Mapping[str, Any]]:
    """Return what the program said, line by line, up to where it ended."""
    told = {
        "arrived_at": arrived_at.isoformat(),
        "roots": encoded(trust.roots),
        "others": encoded(trust.others),
        "revocation_lists": encoded(trust.revocation_lists),
    }
    try:
        done = subprocess.run(  # noqa: S603 (our own program, and a path of ours)
            [sys.executable, "-I", "-c", START, str(ROOT), MODULE, str(path)],
            input=json.dumps(told).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WALL_SECONDS,
            env={},
            check=False,
        )
        said = done.stdout
    except subprocess.TimeoutExpired as late:
        said = late.stdout or b""
    # A line that was cut off in the middle has no end.
    return [json.loads(line) for line in said.split(b"\n")[:-1]]


def encoded(ders: Iterable[bytes]) -> list[str]:
    return [base64.b64encode(der).decode() for der in ders]


def read_back(lines: Sequence[Mapping[str, Any]]) -> Looked:
    """Put the answers together; every signature that was counted and not answered for is named."""
    if not lines:
        return Looked(Outcome.NOT_LOOKED_AT, reason=Reason.LIMIT)
    head, *rest = lines
    if "reason" in head:
        return Looked(Outcome.NOT_LOOKED_AT, reason=Reason(head["reason"]))
    signatures = [signature_in(line["signature"]) for line in rest]
    left_out = head["fields"] - len(signatures)
    return Looked(
        Outcome.FOUND if head["fields"] else Outcome.NONE,
        signatures,
        left_out=left_out,
        stray=head["stray"],
        reason=Reason.NONE if not left_out else why_left_out(len(signatures)),
    )


def why_left_out(looked_at: int) -> Reason:
    return Reason.TOO_MANY if looked_at >= MOST_SIGNATURES else Reason.LIMIT


def signature_in(said: Mapping[str, Any]) -> Checked:
    return Checked(
        state=State(said["state"]),
        reason=Reason(said["reason"]),
        added=Added(said["added"]),
        is_timestamp=said["is_timestamp"],
        signer=said["signer"],
        organisation=said["organisation"],
        issuer=said["issuer"],
        claimed_at=moment_in(said["claimed_at"]),
        stamped_at=moment_in(said["stamped_at"]),
        stamp_in_doubt=said["stamp_in_doubt"],
    )


def moment_in(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
