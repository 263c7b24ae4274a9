"""Charts to explore, as plain data for the chart library; the same numbers stand in a table."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from emulation.rankings.reading import Reading, heading_ratios
from emulation.rules.overview import Bin, distribution
from emulation.rules.points import round_half_up

Figure = Mapping[str, Any]

# Brown below the standard, teal above it: told apart by hue and by lightness.
HEAT_SCALE = (
    (0.0, "#8c4a0f"),
    (0.25, "#d9a066"),
    (0.5, "#f3dfc4"),
    (0.625, "#dceee9"),
    (0.8, "#8cc9bb"),
    (1.0, "#1f6f63"),
)


def totals_by_band(reading: Reading) -> Sequence[Bin]:
    return distribution(line.total for line in reading.ranked if line.total is not None)


def distribution_figure(reading: Reading) -> Figure:
    """Bars: how many communes have a verified total in each band of five points."""
    bins = totals_by_band(reading)
    return {
        "data": [
            {
                "type": "bar",
                "x": [f"{one.low}–{one.high}" for one in bins],
                "y": [one.count for one in bins],
                "text": [one.count for one in bins],
                "textposition": "outside",
                "hovertemplate": _("%(band)s points: %(count)s communes", band="%{x}", count="%{y}")
                + "<extra></extra>",
            }
        ],
        "layout": {
            "xaxis": {"title": {"text": _("Verified score")}, "type": "category"},
            "yaxis": {"title": {"text": _("Communes")}, "tickformat": "d", "rangemode": "tozero"},
            "bargap": 0.15,
        },
    }


def heat_figure(reading: Reading, locale: str) -> Figure:
    """Map communes, best first, against headings in per cent of the maximum."""
    results = [(line, result) for line, result in zip(reading.lines, reading.results, strict=True)]
    ranked = [(line, result) for line, result in results if line.rank is not None]
    codes = [heading["code"] for heading in reading.headings]
    return {
        "data": [
            {
                "type": "heatmap",
                "x": [f"{heading['code']}. {heading[locale]}" for heading in reading.headings],
                "y": [f"{line.rank}. {line.unit_name}" for line, _result in ranked],
                "z": [
                    [as_percent(result.headings.get(code)) for code in codes]
                    for _line, result in ranked
                ],
                "zmin": 50,
                "zmax": 100,
                "xgap": 2,
                "ygap": 1,
                "colorscale": [list(step) for step in HEAT_SCALE],
                "colorbar": {"title": {"text": "%"}, "thickness": 12},
                "hovertemplate": "%{y}<br>%{x}: %{z}%<extra></extra>",
            }
        ],
        "layout": {
            "xaxis": {"side": "top", "tickvals": list(range(len(codes))), "ticktext": codes},
            "yaxis": {"autorange": "reversed", "type": "category"},
            "margin": {"t": 40, "r": 16, "b": 16, "l": 180},
        },
    }


def scatter_figure(reading: Reading) -> Figure:
    """Points: claimed against verified total, one for each commune, coloured by district."""
    traces: dict[str, dict[str, Any]] = {}
    for line in reading.ranked:
        if line.self_total is None or line.total is None:
            continue
        trace = traces.setdefault(
            line.district_name,
            {
                "type": "scatter",
                "mode": "markers",
                "name": line.district_name,
                "x": [],
                "y": [],
                "text": [],
                "hovertemplate": "%{text}<br>%{x} → %{y}<extra></extra>",
            },
        )
        trace["x"].append(str(line.self_total))
        trace["y"].append(str(line.total))
        trace["text"].append(line.unit_name)
    return {
        "data": list(traces.values()),
        "layout": {
            "xaxis": {"title": {"text": _("Self-score")}, "type": "linear"},
            "yaxis": {"title": {"text": _("Verified score")}, "type": "linear"},
            "legend": {"orientation": "h", "y": -0.2},
        },
    }


def as_percent(ratio: Fraction | None) -> str | None:
    """Return a share as a percentage with one decimal, as text, since figures are never floats."""
    return None if ratio is None else str(round_half_up(ratio * 100, 1))


def heading_percents(headings: Mapping[str, Any]) -> Mapping[str, Decimal]:
    """Return each heading's share of its maximum in per cent, with one decimal."""
    return {code: round_half_up(ratio * 100, 1) for code, ratio in heading_ratios(headings).items()}
