"""Checking a published file by itself: no database, no network, nothing but the file and a key.

What else somebody kept makes the check stronger: the province's public key, the publication
before this one, an older checkpoint of the log.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from emulation.audit.notes import WrongNote, read_note, split_note
from emulation.audit.signatures import PublicKey, WrongKey, read_public_key
from emulation.audit.tree_heads import TreeHead, head_text, read_head
from emulation.rankings.findings import CheckKind, Fault, Finding, Report, fits, left_open, wrong
from emulation.rankings.recomputing import recompute
from emulation.rules.canonical import NotCanonical, canonical
from emulation.rules.merkle import leaf_hash, verify_consistency, verify_inclusion
from emulation.rules.publication_shape import CONTENT, FILE, GROWTH, misplaced
from emulation.rules.published_changes import changes_between

File = Mapping[str, Any]
UNSIGNED_KEYS = frozenset({"rows", "summary"})  # what was published before signing began
K, F = CheckKind, Fault


@dataclass(frozen=True, slots=True)
class Known:
    """What the checker has from elsewhere, each only where it was kept."""

    key: bytes | None = None
    previous: bytes | None = None
    checkpoint: str | None = None
    growth: bytes | None = None


_NOTHING = Known()


def check(content: bytes, known: Known = _NOTHING) -> Report:
    """Check everything that can be checked; go on after a fault as far as it makes sense."""
    try:
        file = read_json(content)
    except ValueError:
        return Report([wrong(K.FORM, F.NOT_JSON)])
    if isinstance(file, dict) and file.keys() == UNSIGNED_KEYS:
        digest = hashlib.sha256(content).hexdigest()
        return Report([wrong(K.SIGNATURE, F.UNSIGNED, digest=digest)], digest)
    if place := FILE(file, "file"):
        return Report([wrong(K.FORM, F.WRONG_SHAPE, place=place)])
    if unit := misplaced(file["content"]):
        return Report([wrong(K.FORM, F.WRONG_SHAPE, place=f"file/content/units/{unit}")])
    published = canonical(file["content"])
    digest = hashlib.sha256(published).hexdigest()
    findings = [
        _form(file, content, digest),
        *_signature(file, published, known.key),
        *_chain(file, known.previous),
        *_log(file, digest, known),
        *recompute(file["content"]),
    ]
    return Report(findings, digest, about(file["content"]))


def read_json(content: bytes) -> Any:
    """Read JSON without fractions; raise ValueError for anything else."""

    def refuse(text: str) -> Any:
        raise ValueError(text)

    try:
        return json.loads(content.decode(), parse_float=refuse, parse_constant=refuse)
    except RecursionError as error:
        raise ValueError("too deep") from error


def about(content: File) -> dict[str, str]:
    return {
        "code": content["code"],
        "province": content["province"]["name"],
        "year": str(content["year"]),
        "number": str(content["number"]),
        "published_at": content["published_at"],
        "units": str(len(content["units"])),
        "ranked": str(sum(unit["result"] is not None for unit in content["units"])),
        "corrects": content["corrects"]["code"] if content["corrects"] else "",
        "previous": content["previous"]["code"] if content["previous"] else "",
    }


def _form(file: File, content: bytes, digest: str) -> Finding:
    try:
        same = canonical(file) == content
    except NotCanonical:
        same = False
    return fits(K.FORM, digest=digest) if same else wrong(K.FORM, F.NOT_CANONICAL)


def _signature(file: File, published: bytes, pinned: bytes | None) -> list[Finding]:
    key = _key_in(file["key"])
    if key is None:
        return [wrong(K.SIGNATURE, F.NO_KEY)]
    facts = {"name": key.name, "key_id": key.key_id.hex()}
    signature = b64decode(file["signature"])
    good = b64encode(signature).decode() == file["signature"] and key.accepts(published, signature)
    found = [fits(K.SIGNATURE) if good else wrong(K.SIGNATURE, F.OTHER_CONTENT)]
    if pinned is None:
        return [*found, left_open(K.KEY, F.KEY_NOT_PINNED, **facts)]
    same = pinned == key.raw
    return [*found, fits(K.KEY, **facts) if same else wrong(K.KEY, F.OTHER_KEY, **facts)]


def _key_in(line: str) -> PublicKey | None:
    try:
        key = read_public_key(line)
    except (WrongKey, ValueError):
        return None
    return key if key.text == line else None


def _chain(file: File, previous: bytes | None) -> list[Finding]:
    content = file["content"]
    named = content["previous"]
    if named is None:
        return [fits(K.CHAIN, previous="")]
    if previous is None:
        return [left_open(K.CHAIN, F.PREVIOUS_NOT_GIVEN, **named)]
    before, checkpoint = _content_of(previous)
    since = file["consistency"]
    sealed = since["checkpoint"] if since else ""
    if hashlib.sha256(before).hexdigest() != named["digest"] or checkpoint != sealed:
        return [wrong(K.CHAIN, F.PREVIOUS_DIFFERS, **named)]
    found = [fits(K.CHAIN, previous=named["code"])]
    earlier = read_json(before)
    if content["corrects"] == named and CONTENT(earlier, "content") == "":
        changes = changes_between(earlier["units"], content["units"])
        same = changes == content["changes"]
        found.append(fits(K.CORRECTION) if same else wrong(K.CORRECTION, F.CHANGES_DIFFER))
    return found


def _content_of(previous: bytes) -> tuple[bytes, str]:
    """Return content and checkpoint of the file before this one; one without is all content."""
    try:
        file = read_json(previous)
        if FILE(file, "file"):
            return previous, ""
        return canonical(file["content"]), file["checkpoint"]
    except ValueError:
        return previous, ""


def _log(file: File, digest: str, known: Known) -> list[Finding]:
    findings = [_event(file, digest)]
    key = _key_in(file["key"])
    head = _head(file["checkpoint"], key)
    if head is None:
        return [*findings, wrong(K.CHECKPOINT, F.CHECKPOINT_UNSIGNED)]
    seq = file["event"].get("seq")
    proof = _steps(file["inclusion"])
    leaf = leaf_hash(canonical(file["event"]))
    inside = isinstance(seq, int) and verify_inclusion(leaf, seq - 1, head.size, proof, head.root)
    findings.append(fits(K.LOG, seq=str(seq)) if inside else wrong(K.LOG, F.NOT_IN_LOG))
    findings.append(fits(K.CHECKPOINT, size=str(head.size)))
    if file["consistency"] is not None:
        findings.append(_since_previous(file["consistency"], head))
    if known.checkpoint is not None:
        earlier = _head(known.checkpoint, key)
        findings.append(_against(earlier, head, _known_growth(file, key, known)))
    return findings


def _steps(hashes: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(step) for step in hashes]


def _since_previous(consistency: File, head: TreeHead) -> Finding:
    """Tell whether the log only grew since the publication before this one."""
    earlier = _head(consistency["checkpoint"], _key_in(consistency["key"]))
    if earlier is None:
        return wrong(K.GROWTH, F.CHECKPOINT_UNSIGNED)
    sizes = {"old": str(earlier.size), "new": str(head.size)}
    steps = _steps(consistency["hashes"])
    grew = verify_consistency(earlier.size, head.size, steps, earlier.root, head.root)
    return fits(K.GROWTH, **sizes) if grew else wrong(K.GROWTH, F.CHECKPOINT_DIFFERS, **sizes)


def _event(file: File, digest: str) -> Finding:
    event, detail = file["event"], file["detail"]
    content, after = file["content"], detail["after"]
    facts = {name: detail[name] for name in ("before", "after", "reason")}
    salted = hashlib.sha256(bytes.fromhex(detail["salt"]) + canonical(facts)).hexdigest()
    if event.get("detail") != salted:
        return wrong(K.EVENT, F.DETAIL_DIFFERS)
    action = "rankings.correct" if content["corrects"] else "rankings.publish"
    named = (after.get("code"), after.get("digest"), event.get("action"))
    if named != (content["code"], digest, action):
        return wrong(K.EVENT, F.EVENT_OF_OTHER)
    return fits(K.EVENT)


def _head(note: str, key: PublicKey | None) -> TreeHead | None:
    """Return what a checkpoint says, if this key alone signed it, written in the one way it is."""
    if key is None:
        return None
    try:
        head = read_head(read_note(note, [key]))
        _text, signatures = split_note(note)
    except (WrongNote, WrongKey):
        return None
    signed = b64encode(signatures[0].key_id + signatures[0].content).decode()
    written = f"{head_text(head)}\n— {key.name} {signed}\n"
    return head if len(signatures) == 1 and note == written else None


Growth = Mapping[tuple[int, int], Sequence[bytes]]


def _known_growth(file: File, key: PublicKey | None, known: Known) -> Growth:
    """Return the proofs at hand that one size of the log grew out of another, by the sizes."""
    found: dict[tuple[int, int], Sequence[bytes]] = {}
    head, since = _head(file["checkpoint"], key), file["consistency"]
    if head and since and (before := _head(since["checkpoint"], key)):
        found[before.size, head.size] = _steps(since["hashes"])
    if known.growth is not None:
        try:
            given = read_json(known.growth)
        except ValueError:
            given = None
        if GROWTH(given, "growth") == "":
            found[given["old"], given["new"]] = _steps(given["proof"])
    return found


def _against(earlier: TreeHead | None, head: TreeHead, known: Growth) -> Finding:
    """Compare with a checkpoint kept elsewhere, older or newer, as far as the proofs reach."""
    if earlier is None or earlier.origin != head.origin:
        return wrong(K.OLD_CHECKPOINT, F.CHECKPOINT_UNSIGNED)
    small, large = sorted((earlier, head), key=lambda one: one.size)
    sizes = {"old": str(small.size), "new": str(large.size)}
    steps = () if small.size == large.size else known.get((small.size, large.size))
    if steps is None:
        return left_open(K.OLD_CHECKPOINT, F.CHECKPOINT_NOT_COMPARABLE, **sizes)
    if verify_consistency(small.size, large.size, list(steps), small.root, large.root):
        return fits(K.OLD_CHECKPOINT, **sizes)
    return wrong(K.OLD_CHECKPOINT, F.CHECKPOINT_DIFFERS, **sizes)
