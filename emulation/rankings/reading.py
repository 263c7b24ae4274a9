"""A publication as its pages show it: everything out of the copy, nothing computed anew."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from emulation.rankings.models import Publication
from emulation.rankings.queries import PublishedLine, published_lines
from emulation.rules.overview import Overview, Result, Share, by_district, overview


@dataclass(frozen=True)
class Reading:
    """The lines of a publication with the words and limits that were copied beside them."""

    year: int
    province: str
    levels: Sequence[Mapping[str, Any]]
    headings: Sequence[Mapping[str, Any]]
    order_by: Sequence[str]
    target_permille: int | None
    missing: int
    not_risen: Sequence[str]
    lines: Sequence[PublishedLine]

    @property
    def pass_mark(self) -> Decimal:
        """The least total of the lowest level that counts as recognised."""
        return Decimal(self.levels[-2]["min_total"]) if len(self.levels) > 1 else Decimal(0)

    @property
    def target(self) -> Fraction | None:
        """The share of communes to be recognised that the year aimed at."""
        return None if self.target_permille is None else Fraction(self.target_permille, 1000)

    @property
    def not_risen_lines(self) -> Sequence[PublishedLine]:
        """The units recognised last year that stand no higher, in the order of the table."""
        codes = set(self.not_risen)
        return [line for line in self.lines if line.unit_code in codes]

    @property
    def recognised_codes(self) -> frozenset[str]:
        return frozenset(level["code"] for level in self.levels[:-1])

    @property
    def levels_by_code(self) -> Mapping[str, Mapping[str, Any]]:
        return {level["code"]: level for level in self.levels}

    @property
    def ranked(self) -> Sequence[PublishedLine]:
        return [line for line in self.lines if line.rank is not None]

    @property
    def districts(self) -> Sequence[str]:
        return list(dict.fromkeys(sorted(line.district_name for line in self.lines)))

    @property
    def kinds(self) -> Sequence[str]:
        return sorted({line.kind for line in self.lines})

    def level_title(self, code: str, locale: str) -> str:
        return next((level[locale] for level in self.levels if level["code"] == code), "")

    def level_place(self, code: str) -> int:
        """Return 0 for the highest level, 1 for the next one, and so on."""
        codes = [level["code"] for level in self.levels]
        return codes.index(code) if code in codes else len(codes)

    @cached_property
    def results(self) -> Sequence[Result]:
        return [as_result(line) for line in self.lines]

    @cached_property
    def figures(self) -> Overview:
        return overview(self.province, self.results, self.recognised_codes)

    @cached_property
    def district_figures(self) -> Sequence[Overview]:
        return by_district(self.results, self.recognised_codes)

    @property
    def recognised(self) -> Share:
        return self.figures.recognised


def read_publication(publication: Publication) -> Reading:
    summary = publication.summary
    return Reading(
        year=summary["year"],
        province=summary["province"],
        levels=summary["levels"],
        headings=summary["headings"],
        order_by=summary["order_by"],
        target_permille=summary["target_permille"],
        missing=summary["missing"],
        not_risen=summary["not_risen"],
        lines=published_lines(publication.id),
    )


def units_of(publication: Publication) -> Sequence[Mapping[str, Any]]:
    """Return the units out of the published content, also of what older versions published."""
    content = json.loads(publication.content)
    if "units" in content:
        units: Sequence[Mapping[str, Any]] = content["units"]
        return units
    return [_from_row(row) for row in content["rows"]]


def _from_row(row: Mapping[str, Any]) -> Mapping[str, Any]:
    names = ("unit_code", "unit_name", "last_rank", "last_level", "unranked_because")
    figures = ("rank", "cluster_rank", "total", "self_total", "level")
    ranked = row["rank"] is not None
    return {
        **{name: row[name] for name in names},
        "predecessors": [],
        "sheet": None,
        "result": {name: row[name] for name in figures} if ranked else None,
    }


def as_result(line: PublishedLine) -> Result:
    return Result(
        name=line.unit_name,
        district=line.district_name,
        total=line.total,
        self_total=line.self_total,
        level=line.level,
        headings={} if line.rank is None else heading_ratios(line.headings),
    )


def heading_ratios(headings: Mapping[str, Any]) -> Mapping[str, Fraction]:
    """Return each heading's share of its maximum; a heading without a maximum is left out."""
    return {
        code: Fraction(result["points"]) / Fraction(result["max"])
        for code, result in headings.items()
        if Fraction(result["max"])
    }
