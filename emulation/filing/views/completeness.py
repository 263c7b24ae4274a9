"""What one sheet has of the documents that its criteria ask for, heading by heading."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from emulation.access import only, signed_in
from emulation.criteria.wording import evidence_titles, title_of
from emulation.filing.counting import SheetPapers, papers_of
from emulation.filing.queries import get_assessed, rules_of
from emulation.filing.views.blueprint import READERS, bp
from emulation.rules.completeness import Count, CriterionPapers, Filled
from emulation.rules.criteria_facts import CriteriaSet

# What a reader narrows the criteria to.
SHOWN: Mapping[str, Collection[Filled]] = {
    "all": frozenset(Filled),
    "missing": frozenset({Filled.EMPTY, Filled.KINDS_MISSING}),
    "empty": frozenset({Filled.EMPTY}),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion with the kinds it asks for: each with its words and how many there are."""

    code: str
    title: str
    url: str
    filled: Filled
    documents: int
    others: int
    kinds: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Part:
    """One heading of the criteria set with its count and its rows."""

    code: str
    title: str
    count: Count
    rows: Sequence[Row]


@bp.get("/<int:participant_id>/completeness")
@only(*READERS)
def completeness(participant_id: int) -> ResponseReturnValue:
    participant = get_assessed(participant_id, reader=signed_in())
    papers, rules = papers_of(participant), rules_of(participant)
    parts = parts_of(papers, rules)
    show = request.args.get("show", "")
    wanted = SHOWN.get(show, SHOWN["all"])
    return render_template(
        "filing/completeness.html",
        participant=participant,
        papers=papers,
        parts=[narrowed(part, wanted) for part in parts],
        counts={
            name: sum(row.filled in states for part in parts for row in part.rows)
            for name, states in SHOWN.items()
        },
        show=show if show in SHOWN else "all",
    )


def parts_of(papers: SheetPapers, rules: CriteriaSet) -> list[Part]:
    here = url_for(".completeness", participant_id=papers.participant_id)
    return [
        Part(
            heading.code,
            title_of(heading),
            papers.evidence.headings[heading.code],
            [
                row_of(one, rules, papers.participant_id, here)
                for one in papers.evidence.criteria
                if one.heading == heading.code
            ],
        )
        for heading in rules.headings
    ]


def row_of(one: CriterionPapers, rules: CriteriaSet, participant_id: int, here: str) -> Row:
    titles = evidence_titles(rules, [slot.kind for slot in one.slots.slots])
    return Row(
        code=one.code,
        title=title_of(rules.criterion(one.code)),
        url=url_for(
            "evidence.criterion",
            participant_id=participant_id,
            code=one.code,
            back=f"{here}#row-{one.code}",
        ),
        filled=one.filled,
        documents=one.documents,
        others=one.slots.others,
        kinds=[(title, slot.count) for title, slot in zip(titles, one.slots.slots, strict=True)],
    )


def narrowed(part: Part, wanted: Collection[Filled]) -> Part:
    rows = [row for row in part.rows if row.filled in wanted]
    return Part(part.code, part.title, part.count, rows)
