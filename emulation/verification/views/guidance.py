"""The scale of a line and what it rests on, in the words that the commune reads too."""

from dataclasses import dataclass

from emulation.assessments.facts import SheetFacts
from emulation.criteria.wording import (
    adjustment_sentence,
    bands,
    condition_sentence,
    condition_sentences,
    evidence_titles,
    scale_sentences,
    validity_sentences,
)
from emulation.rules.criteria_facts import Criterion


@dataclass(frozen=True, slots=True)
class Guidance:
    sentences: tuple[str, ...]
    bands: tuple[tuple[str, str], ...]
    conditions: tuple[str, ...]
    evidence: str


def guidance_of(sheet: SheetFacts, code: str) -> Guidance:
    owner, rules = sheet.owner(code), sheet.criteria_set
    if owner is None:
        own = [*rules.knock_outs, *rules.level_caps]
        return Guidance((), (), tuple(condition_sentence(rules, one) for one in own), "")
    evidence = ", ".join(evidence_titles(rules, owner.evidence))
    if not isinstance(owner, Criterion):
        return Guidance((adjustment_sentence(owner),), (), (), evidence)
    validity = validity_sentences(owner.validity) if owner.validity else []
    return Guidance(
        sentences=(*scale_sentences(owner), *validity),
        bands=tuple((band.label, band.points) for band in bands(owner)),
        conditions=tuple(condition_sentences(rules, owner)),
        evidence=evidence,
    )
