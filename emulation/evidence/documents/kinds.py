"""The kinds of document that a year knows, those a criterion asks for, and their names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from emulation.criteria.queries import rule_set
from emulation.criteria.wording import title_of
from emulation.periods.models import Participant
from emulation.rules.criteria_facts import CriteriaSet, EvidenceKind
from emulation.rules.evidence_slots import slots_of


@dataclass(frozen=True, slots=True)
class SlotView:
    """One kind a criterion asks for, as a page names it."""

    kind: str
    title: str
    count: int

    @property
    def is_filled(self) -> bool:
        return self.count > 0


def rules_of(participant: Participant) -> CriteriaSet:
    return rule_set(participant.period.criteria_set_id)


def asked_kinds(rules: CriteriaSet, code: str) -> Sequence[str]:
    """Return the kinds that a line of the sheet asks for; none for the conditions."""
    owner = rules.criteria_by_code.get(code) or rules.adjustments_by_code.get(code)
    return owner.evidence if owner else ()


def kind_title(kinds: Mapping[str, EvidenceKind], kind: str) -> str:
    """Name a kind; one that the year does not know has no other name than its own."""
    return title_of(kinds[kind]) if kind in kinds else kind


def slot_views(
    rules: CriteriaSet, asked: Sequence[str], kinds: Sequence[str]
) -> Sequence[SlotView]:
    """Name what is asked for, with how many documents of these kinds are there."""
    return [
        SlotView(slot.kind, kind_title(rules.evidence_kinds, slot.kind), slot.count)
        for slot in slots_of(asked, kinds).slots
    ]


def kind_choices(rules: CriteriaSet, asked: Sequence[str] = ()) -> Sequence[tuple[str, str]]:
    """Return every kind with its name, what is asked for first."""
    codes = dict.fromkeys([*asked, *rules.evidence_kinds])
    return [(code, kind_title(rules.evidence_kinds, code)) for code in codes]


def known_kind(rules: CriteriaSet, sent: str | None, asked: Sequence[str] = ()) -> str:
    """Return the kind that was sent, or none where the year knows no such kind."""
    return sent if sent and (sent in rules.evidence_kinds or sent in asked) else ""
