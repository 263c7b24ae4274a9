"""What a check of a published file found, in the reader's language."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from emulation.rankings.findings import CheckKind, Fault, Finding

KINDS: Mapping[CheckKind, str] = {
    CheckKind.FORM: _l("Canonical form of the file"),
    CheckKind.SIGNATURE: _l("Signature"),
    CheckKind.KEY: _l("Signing key"),
    CheckKind.CHAIN: _l("Chain to the previous publication"),
    CheckKind.CORRECTION: _l("List of what was corrected"),
    CheckKind.EVENT: _l("Event in the log"),
    CheckKind.LOG: _l("Place of the event in the log"),
    CheckKind.CHECKPOINT: _l("Checkpoint of the log"),
    CheckKind.GROWTH: _l("The log only grew since the previous publication"),
    CheckKind.OLD_CHECKPOINT: _l("Older checkpoint"),
    CheckKind.CRITERIA: _l("Criteria set"),
    CheckKind.POINTS: _l("Points of every criterion"),
    CheckKind.METRICS: _l("Figures that the program counts"),
    CheckKind.HEADINGS: _l("Sums by heading"),
    CheckKind.TOTAL: _l("Totals"),
    CheckKind.LEVEL: _l("Recognition levels"),
    CheckKind.RANK: _l("Ranks and quotas"),
    CheckKind.SUMMARY: _l("Sums of the year"),
}

FAULTS: Mapping[Fault, Callable[..., str]] = {
    Fault.NOT_JSON: lambda **_facts: _("This is not a JSON file of a publication."),
    Fault.NOT_CANONICAL: lambda **_facts: _("The bytes are not in canonical form (RFC 8785)."),
    Fault.WRONG_SHAPE: lambda place, **_facts: _(
        "%(place)s is not what a publication has there.", place=place or "/"
    ),
    Fault.UNSIGNED: lambda digest, **_facts: _(
        "Published before signing began. The next publication names it by its fingerprint"
        " %(digest)s.",
        digest=digest,
    ),
    Fault.OTHER_CONTENT: lambda **_facts: _("The signature does not belong to this content."),
    Fault.NO_KEY: lambda **_facts: _("The file names no Ed25519 key."),
    Fault.OTHER_KEY: lambda name, key_id, **_facts: _(
        "%(name)s (%(id)s) is not the key given.", name=name, id=key_id
    ),
    Fault.KEY_NOT_PINNED: lambda name, key_id, **_facts: _(
        "%(name)s (%(id)s). Compare it with the key that the province has made known.",
        name=name,
        id=key_id,
    ),
    Fault.PREVIOUS_NOT_GIVEN: lambda code, **_facts: _(
        "Follows %(code)s. With that file, the chain can be checked too.", code=code
    ),
    Fault.PREVIOUS_DIFFERS: lambda code, **_facts: _(
        "The previous file is not the %(code)s that is named.", code=code
    ),
    Fault.CHANGES_DIFFER: lambda **_facts: _(
        "The list does not name what differs from the publication before."
    ),
    Fault.EVENT_OF_OTHER: lambda **_facts: _("The event is about another publication."),
    Fault.DETAIL_DIFFERS: lambda **_facts: _("The detail is not what the event's hash says."),
    Fault.NOT_IN_LOG: lambda **_facts: _("The event is not in the log of the checkpoint."),
    Fault.CHECKPOINT_UNSIGNED: lambda **_facts: _("It is not signed by the key."),
    Fault.CHECKPOINT_DIFFERS: lambda old, new, **_facts: _(
        "The log of %(new)s events does not begin with that of %(old)s.", old=old, new=new
    ),
    Fault.CHECKPOINT_NOT_COMPARABLE: lambda old, **_facts: _(
        "The file proves nothing about a log of %(old)s events.", old=old
    ),
    Fault.DIGEST_DIFFERS: lambda stated, **_facts: _(
        "It is not the one with the fingerprint %(digest)s.", digest=stated
    ),
    Fault.SET_UNREADABLE: lambda **_facts: _("It cannot be read."),
    Fault.INPUTS_UNREADABLE: lambda unit, detail, **_facts: _(
        "%(unit)s: the figures cannot be read (%(detail)s).", unit=unit, detail=detail
    ),
    Fault.VALUE_DIFFERS: lambda **facts: value_differs(facts),
}


def fault_words(finding: Finding) -> str:
    """Return the sentence on what is wrong or open, and where; nothing when it fits."""
    if finding.fault is None:
        return ""
    return str(FAULTS[finding.fault](**finding.facts))


def value_differs(facts: Mapping[str, str]) -> str:
    names = ("unit", "criterion", "stage", "name")
    place = ", ".join(facts[name] for name in names if facts.get(name))
    return str(
        _(
            "%(place)s: the file says %(stated)s, the rules give %(computed)s.",
            place=place,
            stated=facts["stated"],
            computed=facts["computed"],
        )
    )
