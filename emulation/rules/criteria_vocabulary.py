"""The words a criteria set declares before using them: fields, sources, evidence kinds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from emulation.rules.criteria_facts import SYSTEM_METRICS, EvidenceKind, Field, FieldKind
from emulation.rules.criteria_problems import ProblemCode
from emulation.rules.criteria_tree import Node, Path

MET = "met"
_LISTS = ("methods", "sources", "pillars")
_MET_TITLES = ("Đạt yêu cầu", "Requirement met")


def humanised(name: str) -> str:
    return name.replace("_", " ").strip().capitalize()


@dataclass
class Vocabulary:
    """What the file declares; an absent list allows everything."""

    sources: tuple[str, ...]
    pillars: tuple[str, ...]
    evidence_kinds: Mapping[str, EvidenceKind]
    titles: Mapping[str, Field]
    kinds: dict[str, tuple[FieldKind, str]]
    declares_fields: bool

    def field(self, node: Node, key: str, name: str, kind: FieldKind) -> Field:
        """Describe a figure that the file uses, and note it when it is used in two ways."""
        declared = self.titles.get(name)
        if declared is None and self.declares_fields and name != MET:
            node.note(key, ProblemCode.UNKNOWN_FIELD, value=name)
        if declared is not None and declared.kind is not FieldKind.COUNT:
            kind = declared.kind
        first = self.kinds.setdefault(name, (kind, key))
        if first[0] is not kind:
            node.note(key, ProblemCode.FIELD_CONFLICT, value=name, first=first[0], second=kind)
        if declared is not None:
            return replace(declared, kind=kind)
        vi, en = _MET_TITLES if name == MET else (humanised(name), humanised(name))
        return Field(name, kind, vi, en)

    def evidence(self, node: Node) -> tuple[str, ...]:
        codes = node.names("evidence")
        if self.evidence_kinds:
            for n, code in enumerate(codes):
                if code not in self.evidence_kinds:
                    at: Path = (*node.path, "evidence", n)
                    node.notes.add(
                        at,
                        ProblemCode.UNKNOWN_VALUE,
                        value=code,
                        allowed=", ".join(self.evidence_kinds),
                    )
        return codes

    def fields(self, node: Node, named: Iterable[tuple[str, str, FieldKind]]) -> tuple[Field, ...]:
        found: dict[str, Field] = {}
        for key, name, kind in named:
            if name not in found:
                found[name] = self.field(node, key, name, kind)
        return tuple(found.values())


def number_kind(name: str, *, decimals: bool = False) -> FieldKind:
    if name.endswith("_percent"):
        return FieldKind.PERCENT
    return FieldKind.NUMBER if decimals else FieldKind.COUNT


def read_vocabulary(root: Node) -> Vocabulary:
    node = root.child("vocabulary")
    node.allow(*_LISTS, "evidence_kinds", "fields")
    return Vocabulary(
        sources=node.names("sources"),
        pillars=node.names("pillars"),
        evidence_kinds=_evidence_kinds(node.child("evidence_kinds")),
        titles=_fields(node.child("fields")),
        kinds={},
        declares_fields="fields" in node,
    )


def _evidence_kinds(node: Node) -> dict[str, EvidenceKind]:
    kinds = {}
    for code, value in node.values.items():
        if isinstance(value, str):
            kinds[code] = EvidenceKind(code, value, humanised(code))
        else:
            vi, en = _both(node.child(code), code)
            kinds[code] = EvidenceKind(code, vi, en)
    return kinds


def _fields(node: Node) -> dict[str, Field]:
    fields = {}
    for name in node.values:
        one = node.child(name)
        vi, en = _both(one, name, "kind", "max")
        kind = one.choice("kind", FieldKind, number_kind(name))
        maximum = one.number("max", high=Decimal(10) ** 12) if "max" in one else None
        fields[name] = Field(name, kind, vi, en, maximum)
    return fields


def _both(node: Node, name: str, *more: str) -> tuple[str, str]:
    node.allow("vi", "en", *more)
    node.require("vi")
    vi = node.text("vi", humanised(name))
    return vi, node.text("en", humanised(name))


def is_system(name: str) -> bool:
    return name in SYSTEM_METRICS
