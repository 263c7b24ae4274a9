"""The rules: a sheet, a set, a nation's ranks and a thousand draws, each against its own limit."""

import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np

from benchmarks.harness import Measured, against
from emulation.criteria.files import load_path
from emulation.rules.criteria_facts import CriteriaSet, FieldKind
from emulation.rules.criteria_set import build
from emulation.rules.robustness import Matrix, rank_matrix
from emulation.rules.robustness.draws import draw_weights, ranks_by_draw, shares
from emulation.rules.robustness.matrix import stored
from emulation.rules.scoring import score_sheet

COMMUNES = 10_600
CRITERIA = 60
CLUSTERS = 700
DRAWS = 1000
HEADINGS = 5
SET = Path(__file__).parents[1] / "emulation" / "data" / "criteria_bac_giang.yaml"


def measure() -> Iterator[Measured]:
    bac_giang = load_path(SET)
    sixty = sixty_criteria()
    answers = answers_for(sixty)
    yield within("score one sheet of 60 answers", lambda: score_sheet(sixty, answers), 1.0)
    yield within("load and check the set of 54 criteria", lambda: load_path(SET), 100.0, rounds=10)
    classed = replace(sixty, ranking=bac_giang.ranking)
    nation = a_nation(sixty)
    points = nation.points
    yield against(
        "rank and classify 10,600 communes x 60 criteria against numpy sum and lexsort",
        ours=lambda: rank_matrix(nation, classed),
        limit=lambda: np.lexsort((-points.sum(axis=1),)),
        target=3.0,
        rounds=60,
    )
    weights = draw_weights(nation, seed=1, draws=DRAWS, spread=0.2)
    reached = shares(nation)
    yield against(
        "1,000 draws over 10,600 x 60 against bare matrix product and argsort",
        ours=lambda: ranks_by_draw(nation, weights),
        limit=lambda: np.argsort(weights @ reached.T, axis=1),
        target=2.0,
        rounds=6,
    )
    yield memory_of_draws(nation, weights)


def within(name: str, work: Callable[[], object], limit_ms: float, rounds: int = 100) -> Measured:
    """Compare the median with a limit in milliseconds of processor time."""
    seen = []
    for _round in range(rounds + 5):
        started = time.process_time()
        work()
        seen.append((time.process_time() - started) * 1000)
    ours = statistics.median(seen[5:])
    ratio = round(ours / limit_ms, 2)
    return Measured(name, round(ours, 3), limit_ms, ratio, 1.0, kept=ours <= limit_ms)


def memory_of_draws(nation: Matrix, weights: np.ndarray) -> Measured:
    tracemalloc.start()
    ranks_by_draw(nation, weights)
    megabytes = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    ratio = round(megabytes / 1000, 3)
    return Measured("memory of 1,000 draws, in MB", megabytes, 1000.0, ratio, 1.0, ratio <= 1)


def sixty_criteria() -> CriteriaSet:
    """Make a set of five headings of twelve criteria, half ratios, the rest of every other kind."""
    titles = {"title_vi": "Tiêu chí", "title_en": "Criterion"}
    kinds = [
        {"method": "ratio", "formula": "linear", "numerator": "done", "denominator": "of",
         "zero_at": Decimal("0.5"), "full_at": Decimal("0.99")},
        {"method": "boolean"},
        {"method": "ratio", "formula": "proportional", "numerator": "done", "denominator": "of",
         "cutoff": Decimal("0.8")},
        {"method": "tiered", "input": "count", "tiers": [
            {"label_vi": "từ 80", "min": 80, "points": 2}, {"label_vi": "từ 50", "min": 50,
             "points": 1}, {"label_vi": "dưới 50", "else": True, "points": 0}]},
        {"method": "deduction", "input": "events", "per_unit": Decimal("0.01")},
        {"method": "ratio", "formula": "linear", "numerator": ["early", "in_time"],
         "denominator": "of", "zero_at": Decimal("0.9"), "full_at": 1},
    ]  # fmt: skip
    criteria = [
        {"code": f"C{n}", "max": 2, **titles, **kinds[n % len(kinds)]} for n in range(CRITERIA)
    ]
    each = CRITERIA // HEADINGS
    return build(
        {
            "meta": {"code": "SIXTY", "version": "1", "title_vi": "Sáu mươi tiêu chí",
                     "valid_from": date(2024, 1, 1), "core_total": 2 * CRITERIA},
            "headings": [{"code": f"H{n + 1}", "max": 2 * each, **titles, "groups": [f"G{n}"]}
                         for n in range(HEADINGS)],
            "groups": [{"code": f"G{n}", "max": 2 * each, **titles,
                        "criteria": criteria[n * each : (n + 1) * each]} for n in range(HEADINGS)],
            "levels": [{"code": code, "title_vi": code, "min_total": least,
                        "min_heading_ratio": Decimal(share), "no_zero_criterion": strict}
                       for code, least, share, strict in [
                           ("L3", 114, "0.8", True), ("L2", 108, "0.7", True),
                           ("L1", 96, "0.6", False), ("L0", 0, "0", False)]],
        }
    )  # fmt: skip


def answers_for(criteria_set: CriteriaSet) -> dict[str, dict[str, int | bool]]:
    return {
        one.code: {
            field.name: True
            if field.kind is FieldKind.BOOLEAN
            else {"of": 97, "in_time": 5, "events": 3}.get(field.name, 83)
            for field in one.fields
        }
        for one in criteria_set.criteria
    }


def a_nation(criteria_set: CriteriaSet) -> Matrix:
    """Draw points of 10,600 communes, good ones good at nearly everything."""
    generator = np.random.default_rng(2024)
    maxima = np.array([int(one.max_points * 100) for one in criteria_set.criteria])
    good = generator.beta(8, 1.2, size=(COMMUNES, 1))
    noise = generator.normal(0, 0.12, size=(COMMUNES, CRITERIA))
    points = stored((np.clip(good + noise, 0, 1) * maxima).astype(np.int64))
    return Matrix(
        units=tuple(f"{n:05d}" for n in range(COMMUNES)),
        points=points,
        maxima=maxima.astype(np.int64),
        starts=np.arange(0, CRITERIA, CRITERIA // HEADINGS),
        core_total=int(criteria_set.core_total * 100),
        scale=100,
        clusters=generator.integers(0, CLUSTERS, size=COMMUNES),
    )
