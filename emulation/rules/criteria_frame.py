"""Reading what frames the criteria: headings, levels, ranking, targets, calendar, documents."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from emulation.rules.criteria_facts import (
    ApplicationDocument,
    Calendar,
    Direction,
    Heading,
    Level,
    OrderKey,
    RankingRule,
    Target,
    Validity,
)
from emulation.rules.criteria_problems import ProblemCode
from emulation.rules.criteria_tree import Codes, Node

_ONE = Decimal(1)
_META = (
    *("code", "version", "title_vi", "title_en", "applies_to", "valid_from", "valid_to"),
    *("official", "core_total", "score_decimals", "rounding", "max_total_after_bonus"),
)
_LEVEL = ("code", "title_vi", "title_en", "min_total", "min_heading_ratio", "no_zero_criterion")
_RANKING = ("order_by", "display_order_within_tie", "ties", "clusters", "excellence_quota")
_ORDER_KEYS = ("total_final", "initiatives_effective", "self_minus_verified")
_DAYS = (
    *("model_registration", "initiative_registration", "mid_year_review"),
    *("provincial_decision", "publication_next_year", "emulation_file_due"),
)
_WINDOWS = ("survey_window", "self_assessment", "district_appraisal")
_COUNTS = {"monthly_dossier_report_day": 31, "explanation_days": 60, "appeal_days": 60}


def titles(node: Node, default: str = "") -> tuple[str, str]:
    title = node.text("title_vi", default)
    return title, node.text("title_en", title)


def check_sum(node: Node, key: str, parts: Iterable[Decimal], whole: Decimal) -> None:
    total = sum(parts, Decimal(0))
    if total != whole:
        node.note(key, ProblemCode.SUM_DIFFERS, found=total, expected=whole)


def read_valid_from(meta: Node) -> date:
    """Check the head of the file, and return the day from which the set holds."""
    meta.allow(*_META)
    meta.require("title_vi", "valid_from", "core_total")
    meta.one_of("rounding", ("half_up",), "half_up")
    valid_from = meta.day("valid_from") or date(2000, 1, 1)
    valid_to = meta.day("valid_to")
    if valid_to and valid_to < valid_from:
        facts = {"value": valid_to, "low": valid_from, "high": "later"}
        meta.note("valid_to", ProblemCode.OUT_OF_RANGE, **facts)
    return valid_from


def read_headings(root: Node, core_total: Decimal, decimals: int) -> tuple[Heading, ...]:
    codes = Codes()
    headings = tuple(_heading(node, codes, decimals) for node in root.items("headings"))
    check_sum(root, "headings", (one.max_points for one in headings), core_total)
    return headings


def _heading(node: Node, codes: Codes, decimals: int) -> Heading:
    node.allow("code", "max", "title_vi", "title_en", "groups")
    node.require("max", "title_vi", "groups")
    maximum = node.number("max", decimals=decimals)
    return Heading(codes.claim(node), maximum, *titles(node), node.names("groups"))


def read_validity(node: Node) -> Validity:
    node.allow("min_valid_votes_per_form", "max_share_from_one_channel", "note_vi", "note_en")
    note = node.text("note_vi")
    return Validity(
        min_valid_votes_per_form=node.whole("min_valid_votes_per_form"),
        max_share_from_one_channel=node.number("max_share_from_one_channel", _ONE, high=_ONE),
        note_vi=note,
        note_en=node.text("note_en", note),
    )


def read_levels(root: Node) -> tuple[Level, ...]:
    """Levels stand best first; each asks for less than the one above, the last for nothing."""
    codes = Codes()
    levels: list[Level] = []
    for node in root.items("levels"):
        level = _level(node, codes)
        if levels and not _asks_less(level, levels[-1]):
            node.note("", ProblemCode.LEVEL_ORDER, value=level.code, previous=levels[-1].code)
        levels.append(level)
    if levels and _asks_anything(levels[-1]):
        root.note("levels", ProblemCode.LOWEST_LEVEL, value=levels[-1].code)
    return tuple(levels)


def _level(node: Node, codes: Codes) -> Level:
    node.allow(*_LEVEL)
    node.require("title_vi", "min_total")
    return Level(
        codes.claim(node),
        *titles(node),
        min_total=node.number("min_total"),
        min_heading_ratio=node.number("min_heading_ratio", high=_ONE),
        no_zero_criterion=node.flag("no_zero_criterion"),
    )


def _asks_less(level: Level, above: Level) -> bool:
    return (
        level.min_total < above.min_total
        and level.min_heading_ratio <= above.min_heading_ratio
        and level.no_zero_criterion <= above.no_zero_criterion
    )


def _asks_anything(level: Level) -> bool:
    return bool(level.min_total or level.min_heading_ratio or level.no_zero_criterion)


def read_ranking(root: Node, headings: tuple[Heading, ...]) -> RankingRule:
    if "ranking" not in root:
        return RankingRule()
    node = root.child("ranking")
    node.allow(*_RANKING)
    node.require("order_by")
    known = (*_ORDER_KEYS, *(f"heading_{heading.code}" for heading in headings))
    keys: list[OrderKey] = []
    for one in node.items("order_by"):
        key = _order_key(one, known)
        if key.key in [before.key for before in keys]:
            first = "ranking.order_by"
            one.note("key", ProblemCode.DUPLICATE_CODE, value=key.key, first=first)
        keys.append(key)
    return RankingRule(
        order_by=tuple(keys),
        display_order_within_tie=node.one_of(
            "display_order_within_tie", ("commune_name",), "commune_name"
        ),
        ties=node.one_of("ties", ("shared_rank",), "shared_rank"),
        clusters=node.text("clusters", "by_district"),
        excellence_quota=node.number("excellence_quota", high=_ONE),
    )


def _order_key(node: Node, known: tuple[str, ...]) -> OrderKey:
    node.allow("key", "direction")
    node.require("key", "direction")
    key = node.text("key")
    if key not in known:
        node.note("key", ProblemCode.UNKNOWN_ORDER_KEY, value=key)
    return OrderKey(key, node.choice("direction", Direction, Direction.DESC))


def read_targets(root: Node) -> tuple[Target, ...]:
    targets: list[Target] = []
    for node in root.items("targets"):
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


def read_application_file(root: Node) -> tuple[ApplicationDocument, ...]:
    codes = Codes()
    return tuple(_document(node, codes) for node in root.items("application_file"))


def _document(node: Node, codes: Codes) -> ApplicationDocument:
    node.allow("code", "required", "title_vi", "title_en")
    node.require("title_vi")
    required = node.flag("required", default=True)
    return ApplicationDocument(codes.claim(node), required, *titles(node))


def read_calendar(root: Node) -> Calendar:
    node = root.child("calendar")
    node.allow(*_DAYS, *_WINDOWS, *_COUNTS)
    usual = Calendar()
    given: dict[str, Any] = {key: node.month_day(key) or getattr(usual, key) for key in _DAYS}
    given |= {key: node.window(key, getattr(usual, key)) for key in _WINDOWS}
    given |= {
        key: node.whole(key, getattr(usual, key), low=1, high=most) for key, most in _COUNTS.items()
    }
    return Calendar(**given)
