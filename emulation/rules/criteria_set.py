"""From a plain tree to a checked criteria set, or to everything that is wrong with it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal

from emulation.rules.criteria_facts import (
    SYSTEM_METRICS,
    Adjustment,
    Condition,
    CriteriaSet,
    Criterion,
    Field,
    FieldKind,
    Group,
    Heading,
    Level,
)
from emulation.rules.criteria_frame import (
    check_sum,
    read_application_file,
    read_calendar,
    read_headings,
    read_levels,
    read_ranking,
    read_targets,
    read_valid_from,
    read_validity,
    titles,
)
from emulation.rules.criteria_lines import (
    Place,
    metric_field,
    read_adjustment,
    read_condition,
    read_criterion,
)
from emulation.rules.criteria_problems import InvalidCriteriaSet, Problem, ProblemCode
from emulation.rules.criteria_tree import Codes, Node, Notes, Path
from emulation.rules.criteria_vocabulary import Vocabulary, read_vocabulary

__all__ = [
    "CriteriaSet",
    "Criterion",
    "Field",
    "FieldKind",
    "InvalidCriteriaSet",
    "Problem",
    "ProblemCode",
    "build",
]

_SECTIONS = (
    *("meta", "vocabulary", "headings", "groups", "adjustments", "knock_outs", "level_caps"),
    *("levels", "ranking", "targets", "application_file", "calendar"),
)
_ONE = Decimal(1)
_HUNDRED = Decimal(100)


def build(tree: object, *, places: Mapping[Path, int] | None = None) -> CriteriaSet:
    """Check a whole criteria set; raise InvalidCriteriaSet with every problem at once."""
    notes = Notes(places or {})
    if not tree:
        notes.add((), ProblemCode.EMPTY)
        raise InvalidCriteriaSet(tuple(notes.problems))
    criteria_set = _Builder(Node(tree, (), notes)).build()
    if notes.problems:
        by_place = sorted(notes.problems, key=lambda problem: problem.line or 0)
        raise InvalidCriteriaSet(tuple(by_place))
    return criteria_set


class _Builder:
    """The sections of one file, read in order; later ones look back at earlier ones."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.meta = root.child("meta")
        self.decimals = self.meta.whole("score_decimals", 2, high=4)
        self.words: Vocabulary = read_vocabulary(root)
        self.codes = Codes()

    def build(self) -> CriteriaSet:
        root, meta = self.root, self.meta
        root.allow(*_SECTIONS)
        root.require("meta", "headings", "groups", "levels")
        valid_from = read_valid_from(meta)
        core_total = meta.number("core_total", _HUNDRED, low=_ONE, decimals=self.decimals)
        headings = read_headings(root, core_total, self.decimals)
        groups = self._groups(headings)
        criteria = tuple(one for group in groups for one in group.criteria)
        adjustments, bonus_cap, deduction_cap = self._adjustments(len(criteria))
        levels = read_levels(root)
        knock_outs = self._conditions("knock_outs")
        level_caps = self._conditions("level_caps")
        asked = self._asked(criteria, knock_outs, level_caps)
        self._check_caps(asked, levels)
        title_vi, title_en = titles(meta)
        return CriteriaSet(
            code=meta.code(),
            version=meta.code("version"),
            title_vi=title_vi,
            title_en=title_en,
            applies_to=meta.text("applies_to", "commune"),
            valid_from=valid_from,
            valid_to=meta.day("valid_to"),
            official=meta.flag("official"),
            core_total=core_total,
            score_decimals=self.decimals,
            max_total_after_bonus=meta.number(
                "max_total_after_bonus", core_total, low=_ONE, decimals=self.decimals
            ),
            headings=headings,
            groups=groups,
            criteria=criteria,
            adjustments=adjustments,
            bonus_cap=bonus_cap,
            deduction_cap=deduction_cap,
            metrics=self._metrics(asked),
            system_metrics=self._system_metrics(),
            knock_outs=knock_outs,
            level_caps=level_caps,
            levels=levels,
            ranking=read_ranking(root, headings),
            targets=read_targets(root),
            application_file=read_application_file(root),
            calendar=read_calendar(root),
            evidence_kinds=self.words.evidence_kinds,
        )

    def _groups(self, headings: tuple[Heading, ...]) -> tuple[Group, ...]:
        placed = Counter(code for heading in headings for code in heading.groups)
        codes = Codes()
        groups: list[Group] = []
        position = 0
        for node in self.root.items("groups"):
            code = codes.claim(node)
            if placed[code] != 1:
                node.note("code", ProblemCode.GROUP_PLACEMENT, value=code, found=placed[code])
            heading = next((one.code for one in headings if code in one.groups), "")
            groups.append(self._group(node, code, heading, position))
            position += len(groups[-1].criteria)
        self._check_headings(headings, groups)
        return tuple(groups)

    def _group(self, node: Node, code: str, heading: str, before: int) -> Group:
        node.allow("code", "max", "title_vi", "title_en", "validity", "criteria")
        node.require("max", "title_vi", "criteria")
        validity = read_validity(node.child("validity")) if "validity" in node else None
        criteria = tuple(
            read_criterion(
                one,
                self.codes.claim(one),
                Place(code, heading, before + n, self.decimals, validity),
                self.words,
            )
            for n, one in enumerate(node.items("criteria"), start=1)
        )
        maximum = node.number("max", decimals=self.decimals)
        check_sum(node, "max", (one.max_points for one in criteria), maximum)
        return Group(code, heading, maximum, *titles(node, code), criteria, validity)

    def _check_headings(self, headings: tuple[Heading, ...], groups: list[Group]) -> None:
        maxima = {group.code: group.max_points for group in groups}
        for heading, node in zip(headings, self.root.items("headings"), strict=True):
            for code in heading.groups:
                if code not in maxima:
                    node.note("groups", ProblemCode.UNKNOWN_GROUP, value=code)
            parts = (maxima.get(code, Decimal(0)) for code in heading.groups)
            check_sum(node, "max", parts, heading.max_points)

    def _adjustments(self, before: int) -> tuple[tuple[Adjustment, ...], Decimal, Decimal]:
        node = self.root.child("adjustments")
        node.allow("bonus_cap", "deduction_cap", "items")
        items = tuple(
            read_adjustment(one, self.codes.claim(one), before + n, self.decimals, self.words)
            for n, one in enumerate(node.items("items"), start=1)
        )
        if items:
            node.require("bonus_cap", "deduction_cap")
        bonus_cap, deduction_cap = (
            node.number(key, decimals=self.decimals) for key in ("bonus_cap", "deduction_cap")
        )
        return items, bonus_cap, deduction_cap

    def _conditions(self, key: str) -> tuple[Condition, ...]:
        capped = key == "level_caps"
        return tuple(
            read_condition(node, self.codes.claim(node), capped=capped)
            for node in self.root.items(key)
        )

    def _asked(
        self,
        criteria: tuple[Criterion, ...],
        knock_outs: tuple[Condition, ...],
        level_caps: tuple[Condition, ...],
    ) -> list[tuple[Node, Condition]]:
        """Pair every condition of the file with its place."""
        nodes = [one for group in self.root.items("groups") for one in group.items("criteria")]
        asked = [
            (node.child("level_cap" if condition.max_level else "knock_out"), condition)
            for criterion, node in zip(criteria, nodes, strict=True)
            for condition in criterion.conditions
        ]
        asked += zip(self.root.items("knock_outs"), knock_outs, strict=True)
        asked += zip(self.root.items("level_caps"), level_caps, strict=True)
        return asked

    def _check_caps(
        self, asked: Iterable[tuple[Node, Condition]], levels: tuple[Level, ...]
    ) -> None:
        known = [level.code for level in levels]
        for node, condition in asked:
            if condition.max_level is not None and condition.max_level not in known:
                node.note("max_level", ProblemCode.UNKNOWN_LEVEL, value=condition.max_level)

    def _metrics(self, asked: Iterable[tuple[Node, Condition]]) -> tuple[Field, ...]:
        fields = (metric_field(node, condition, self.words) for node, condition in asked)
        named = {one.name: one for one in fields if one is not None}
        return tuple(one for one in named.values() if one.name not in SYSTEM_METRICS)

    def _system_metrics(self) -> tuple[Field, ...]:
        used = [name for name in self.words.kinds if name in SYSTEM_METRICS]
        return tuple(
            self.words.field(self.root, "vocabulary", name, self.words.kinds[name][0])
            for name in used
        )
