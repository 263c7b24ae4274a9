"""From a plain tree to a checked criteria set, or to everything that is wrong with it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from emulation.rules.criteria_facts import (
    SYSTEM_METRICS,
    Adjustment,
    ApplicationDocument,
    Calendar,
    Condition,
    CriteriaSet,
    Criterion,
    Direction,
    Field,
    FieldKind,
    Group,
    Heading,
    Level,
    OrderKey,
    RankingRule,
    Target,
    Validity,
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
_META = (
    *("code", "version", "title_vi", "title_en", "applies_to", "valid_from", "valid_to"),
    *("official", "core_total", "score_decimals", "rounding", "max_total_after_bonus"),
)
_LEVEL = ("code", "title_vi", "title_en", "min_total", "min_heading_ratio", "no_zero_criterion")
_RANKING = ("order_by", "display_order_within_tie", "ties", "clusters", "excellence_quota")
_ONE = Decimal(1)
_HUNDRED = Decimal(100)
_ORDER_KEYS = ("total_final", "initiatives_effective", "self_minus_verified")


def build(tree: object, *, places: Mapping[Path, int] | None = None) -> CriteriaSet:
    """Check a whole criteria set; raise InvalidCriteriaSet with every problem at once."""
    notes = Notes(places or {})
    root = Node(tree, (), notes)
    if root.values:
        criteria_set = _Builder(root).build()
    elif not notes.problems:
        notes.add((), ProblemCode.EMPTY)
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
        valid_from = self._check_meta()
        core_total = meta.number("core_total", _HUNDRED, low=_ONE, decimals=self.decimals)
        headings = self._headings(core_total)
        groups = self._groups(headings)
        criteria = tuple(one for group in groups for one in group.criteria)
        adjustments, bonus_cap, deduction_cap = self._adjustments(len(criteria))
        levels = self._levels()
        level_codes = [level.code for level in levels]
        knock_outs = self._conditions("knock_outs", level_codes)
        level_caps = self._conditions("level_caps", level_codes)
        self._check_own_caps(criteria, level_codes)
        title = meta.text("title_vi")
        return CriteriaSet(
            code=meta.code(),
            version=meta.code("version"),
            title_vi=title,
            title_en=meta.text("title_en", title),
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
            metrics=self._metrics(criteria, knock_outs, level_caps),
            system_metrics=self._system_metrics(),
            knock_outs=knock_outs,
            level_caps=level_caps,
            levels=levels,
            ranking=self._ranking(headings),
            targets=self._targets(),
            application_file=self._application_file(),
            calendar=self._calendar(),
            evidence_kinds=self.words.evidence_kinds,
        )

    def _check_meta(self) -> date:
        meta = self.meta
        meta.allow(*_META)
        meta.require("title_vi", "valid_from", "core_total")
        meta.one_of("rounding", ("half_up",), "half_up")
        valid_from = meta.day("valid_from") or date(2000, 1, 1)
        valid_to = meta.day("valid_to")
        if valid_to and valid_to < valid_from:
            meta.note(
                "valid_to", ProblemCode.OUT_OF_RANGE, value=valid_to, low=valid_from, high="later"
            )
        return valid_from

    def _headings(self, core_total: Decimal) -> tuple[Heading, ...]:
        headings: list[Heading] = []
        for node in self.root.items("headings"):
            node.allow("code", "max", "title_vi", "title_en", "groups")
            node.require("max", "title_vi", "groups")
            title = node.text("title_vi")
            heading = Heading(
                code=Codes().claim(node),
                max_points=node.number("max", decimals=self.decimals),
                title_vi=title,
                title_en=node.text("title_en", title),
                groups=node.names("groups"),
            )
            if heading.code in [one.code for one in headings]:
                node.note("code", ProblemCode.DUPLICATE_CODE, value=heading.code, first="headings")
            headings.append(heading)
        self._check_sum(self.root, "headings", (one.max_points for one in headings), core_total)
        return tuple(headings)

    def _groups(self, headings: tuple[Heading, ...]) -> tuple[Group, ...]:
        placed = Counter(code for heading in headings for code in heading.groups)
        groups: list[Group] = []
        position = 0
        for node in self.root.items("groups"):
            code = node.code()
            if code in [one.code for one in groups]:
                node.note("code", ProblemCode.DUPLICATE_CODE, value=code, first="groups")
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
        validity = _validity(node.child("validity")) if "validity" in node else None
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
        self._check_sum(node, "max", (one.max_points for one in criteria), maximum)
        title = node.text("title_vi", code)
        return Group(
            code, heading, maximum, title, node.text("title_en", title), criteria, validity
        )

    def _check_headings(self, headings: tuple[Heading, ...], groups: list[Group]) -> None:
        maxima = {group.code: group.max_points for group in groups}
        for heading, node in zip(headings, self.root.items("headings"), strict=True):
            for code in heading.groups:
                if code not in maxima:
                    node.note("groups", ProblemCode.UNKNOWN_GROUP, value=code)
            parts = (maxima.get(code, Decimal(0)) for code in heading.groups)
            self._check_sum(node, "max", parts, heading.max_points)

    def _check_sum(self, node: Node, key: str, parts: Iterable[Decimal], whole: Decimal) -> None:
        total = sum(parts, Decimal(0))
        if total != whole:
            node.note(key, ProblemCode.SUM_DIFFERS, found=total, expected=whole)

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

    def _levels(self) -> tuple[Level, ...]:
        levels: list[Level] = []
        for node in self.root.items("levels"):
            node.allow(*_LEVEL)
            node.require("title_vi", "min_total")
            title = node.text("title_vi")
            level = Level(
                code=node.code(),
                title_vi=title,
                title_en=node.text("title_en", title),
                min_total=node.number("min_total"),
                min_heading_ratio=node.number("min_heading_ratio", high=_ONE),
                no_zero_criterion=node.flag("no_zero_criterion"),
            )
            if level.code in [one.code for one in levels]:
                node.note("code", ProblemCode.DUPLICATE_CODE, value=level.code, first="levels")
            elif levels and not _asks_less(level, levels[-1]):
                node.note("", ProblemCode.LEVEL_ORDER, value=level.code, previous=levels[-1].code)
            levels.append(level)
        if levels and (
            levels[-1].min_total or levels[-1].min_heading_ratio or levels[-1].no_zero_criterion
        ):
            self.root.note("levels", ProblemCode.LOWEST_LEVEL, value=levels[-1].code)
        return tuple(levels)

    def _conditions(self, key: str, levels: list[str]) -> tuple[Condition, ...]:
        conditions = []
        for node in self.root.items(key):
            capped = key == "level_caps"
            condition = read_condition(node, self.codes.claim(node), capped=capped)
            self._check_cap(node, condition, levels)
            conditions.append(condition)
        return tuple(conditions)

    def _check_cap(self, node: Node, condition: Condition, levels: list[str]) -> None:
        if condition.max_level is not None and condition.max_level not in levels:
            node.note("max_level", ProblemCode.UNKNOWN_LEVEL, value=condition.max_level)

    def _check_own_caps(self, criteria: tuple[Criterion, ...], levels: list[str]) -> None:
        for criterion, node in zip(criteria, self._criterion_nodes(), strict=True):
            if criterion.level_cap is not None:
                self._check_cap(node.child("level_cap"), criterion.level_cap, levels)

    def _criterion_nodes(self) -> Iterable[Node]:
        for group in self.root.items("groups"):
            yield from group.items("criteria")

    def _metrics(
        self,
        criteria: tuple[Criterion, ...],
        knock_outs: tuple[Condition, ...],
        level_caps: tuple[Condition, ...],
    ) -> tuple[Field, ...]:
        asked = [
            (node.child(key), condition)
            for criterion, node in zip(criteria, self._criterion_nodes(), strict=True)
            for key, condition in (
                ("knock_out", criterion.knock_out),
                ("level_cap", criterion.level_cap),
            )
            if condition is not None
        ]
        asked += zip(self.root.items("knock_outs"), knock_outs, strict=True)
        asked += zip(self.root.items("level_caps"), level_caps, strict=True)
        fields = (metric_field(node, condition, self.words) for node, condition in asked)
        named = {one.name: one for one in fields if one is not None}
        return tuple(one for one in named.values() if one.name not in SYSTEM_METRICS)

    def _system_metrics(self) -> tuple[Field, ...]:
        used = [name for name in self.words.kinds if name in SYSTEM_METRICS]
        return tuple(
            self.words.field(self.root, "vocabulary", name, self.words.kinds[name][0])
            for name in used
        )

    def _ranking(self, headings: tuple[Heading, ...]) -> RankingRule:
        if "ranking" not in self.root:
            return RankingRule()
        node = self.root.child("ranking")
        node.allow(*_RANKING)
        node.require("order_by")
        known = (*_ORDER_KEYS, *(f"heading_{heading.code}" for heading in headings))
        keys: list[OrderKey] = []
        for one in node.items("order_by"):
            one.allow("key", "direction")
            one.require("key", "direction")
            key = one.text("key")
            if key not in known:
                one.note("key", ProblemCode.UNKNOWN_ORDER_KEY, value=key)
            if key in [before.key for before in keys]:
                one.note("key", ProblemCode.DUPLICATE_CODE, value=key, first="ranking.order_by")
            keys.append(OrderKey(key, one.choice("direction", Direction, Direction.DESC)))
        return RankingRule(
            order_by=tuple(keys),
            display_order_within_tie=node.one_of(
                "display_order_within_tie", ("commune_name",), "commune_name"
            ),
            ties=node.one_of("ties", ("shared_rank",), "shared_rank"),
            clusters=node.text("clusters", "by_district"),
            excellence_quota=node.number("excellence_quota", high=_ONE),
        )

    def _targets(self) -> tuple[Target, ...]:
        targets: list[Target] = []
        for node in self.root.items("targets"):
            node.allow("year", "share_recognised", "previously_recognised_must_rise")
            node.require("year", "share_recognised")
            target = Target(
                year=node.whole("year", 2000, low=1990, high=2200),
                share_recognised=node.number("share_recognised", high=_ONE),
                previously_recognised_must_rise=node.flag("previously_recognised_must_rise"),
            )
            if target.year in [one.year for one in targets]:
                node.note("year", ProblemCode.DUPLICATE_CODE, value=target.year, first="targets")
            targets.append(target)
        return tuple(targets)

    def _application_file(self) -> tuple[ApplicationDocument, ...]:
        documents = []
        codes = Codes()
        for node in self.root.items("application_file"):
            node.allow("code", "required", "title_vi", "title_en")
            node.require("title_vi")
            title = node.text("title_vi")
            documents.append(
                ApplicationDocument(
                    code=codes.claim(node),
                    required=node.flag("required", default=True),
                    title_vi=title,
                    title_en=node.text("title_en", title),
                )
            )
        return tuple(documents)

    def _calendar(self) -> Calendar:
        node = self.root.child("calendar")
        days = "model_registration initiative_registration mid_year_review provincial_decision"
        more = "publication_next_year emulation_file_due"
        single = (*days.split(), *more.split())
        windows = ("survey_window", "self_assessment", "district_appraisal")
        counts = {"monthly_dossier_report_day": 31, "explanation_days": 60}
        node.allow(*single, *windows, *counts)
        usual = Calendar()
        given: dict[str, Any] = {key: node.month_day(key) or getattr(usual, key) for key in single}
        given |= {key: node.window(key, getattr(usual, key)) for key in windows}
        given |= {
            key: node.whole(key, getattr(usual, key), low=1, high=most)
            for key, most in counts.items()
        }
        return Calendar(**given)


def _asks_less(level: Level, above: Level) -> bool:
    return (
        level.min_total < above.min_total
        and level.min_heading_ratio <= above.min_heading_ratio
        and level.no_zero_criterion <= above.no_zero_criterion
    )


def _validity(node: Node) -> Validity:
    node.allow("min_valid_votes_per_form", "max_share_from_one_channel", "note_vi", "note_en")
    note = node.text("note_vi")
    return Validity(
        min_valid_votes_per_form=node.whole("min_valid_votes_per_form"),
        max_share_from_one_channel=node.number("max_share_from_one_channel", _ONE, high=_ONE),
        note_vi=note,
        note_en=node.text("note_en", note),
    )
