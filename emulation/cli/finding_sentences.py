"""What a check of a published file found, in the English that commands speak."""

from collections.abc import Mapping

from emulation.rankings.findings import CheckKind, Fault, Finding, Outcome

KINDS: Mapping[CheckKind, str] = {
    CheckKind.FORM: "canonical form",
    CheckKind.SIGNATURE: "signature",
    CheckKind.KEY: "key",
    CheckKind.CHAIN: "chain",
    CheckKind.CORRECTION: "list of changes",
    CheckKind.EVENT: "event",
    CheckKind.LOG: "place in the log",
    CheckKind.CHECKPOINT: "checkpoint",
    CheckKind.GROWTH: "growth of the log",
    CheckKind.OLD_CHECKPOINT: "older checkpoint",
    CheckKind.CRITERIA: "criteria set",
    CheckKind.POINTS: "points",
    CheckKind.METRICS: "counted figures",
    CheckKind.HEADINGS: "heading sums",
    CheckKind.TOTAL: "totals",
    CheckKind.LEVEL: "levels",
    CheckKind.RANK: "ranks and quotas",
    CheckKind.SUMMARY: "sums of the year",
}
FAULTS: Mapping[Fault, str] = {
    Fault.NOT_JSON: "this is not JSON without fractions",
    Fault.NOT_CANONICAL: "the bytes are not the canonical form (RFC 8785) of what they say",
    Fault.WRONG_SHAPE: "{place} is not what a publication has there",
    Fault.UNSIGNED: "published before signing began; the next publication names it by {digest}",
    Fault.OTHER_CONTENT: "it does not belong to this content",
    Fault.NO_KEY: "the file names no Ed25519 key",
    Fault.OTHER_KEY: "{name} {key_id} is not the key that you gave",
    Fault.KEY_NOT_PINNED: (
        "{name} {key_id}: compare it with the key you know, or give that one with --key"
    ),
    Fault.PREVIOUS_NOT_GIVEN: "follows {code} ({digest}): give that file with --previous",
    Fault.PREVIOUS_DIFFERS: "the file given is not {code} ({digest})",
    Fault.CHANGES_DIFFER: "it does not name what differs from the publication before",
    Fault.EVENT_OF_OTHER: "the event in the log is about another publication",
    Fault.DETAIL_DIFFERS: "the detail is not what the event's hash says",
    Fault.NOT_IN_LOG: "the event is not in the log of the checkpoint",
    Fault.CHECKPOINT_UNSIGNED: "it is not a checkpoint signed by the key",
    Fault.CHECKPOINT_DIFFERS: "the log of {new} events does not begin with that of {old}",
    Fault.CHECKPOINT_NOT_COMPARABLE: (
        "give what /audit/consistency?old={old}&new={new} says with --proof"
    ),
    Fault.DIGEST_DIFFERS: "it is not the one of digest {stated}",
    Fault.SET_UNREADABLE: "it cannot be read",
    Fault.INPUTS_UNREADABLE: "{unit} ({unit_code}): the inputs cannot be read: {detail}",
    Fault.VALUE_DIFFERS: "{where}: {stated} is stated, {computed} is computed",
}
MARKS: Mapping[Outcome, str] = {
    Outcome.FITS: "fits ",
    Outcome.OPEN: "open ",
    Outcome.WRONG: "WRONG",
}
WIDTH = 18


def sentence(finding: Finding) -> str:
    """Return one line: whether it fits, what was looked at, and what is wrong with it where."""
    line = f"{MARKS[finding.outcome]}  {KINDS[finding.kind]:{WIDTH}}"
    if finding.fault is None:
        return f"{line} {', '.join(one for one in finding.facts.values() if one)}".rstrip()
    facts = {**finding.facts, "where": place_of(finding.facts)}
    return f"{line} {FAULTS[finding.fault].format_map(facts)}"


def place_of(facts: Mapping[str, str]) -> str:
    """Name the unit, criterion, stage or sum that a finding is about."""
    unit = f"{facts['unit']} ({facts['unit_code']})" if "unit" in facts else ""
    parts = (unit, *(facts.get(name, "") for name in ("criterion", "stage", "name")))
    return ", ".join(part for part in parts if part)
