"""What each role finds in the head of every page, and where it starts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from emulation.access import find_signed_in, reader_locale
from emulation.audit.queries import holds_example, last_head
from emulation.notices.queries import count_unread
from emulation.periods.queries import current_year
from emulation.rules.roles import Person, Role

_HOME = ("dashboards.home", _l("To do"))
_OVERVIEW = ("dashboards.overview", _l("Overview"))
_SHEET = ("sheets.index", _l("Self-assessment"))
_SHEETS = ("sheets.index", _l("Sheets"))
_VERIFICATION = ("verification.queue", _l("Verification"))
_SECOND_LOOKS = ("second_looks.index", _l("Second looks"))
_INITIATIVES = ("initiatives.index", _l("Initiatives"))
_RANKING = ("rankings.index", _l("Ranking"))
_CRITERIA = ("criteria.index", _l("Criteria"))
_PERIODS = ("periods.index", _l("Years"))
_PEOPLE = ("people.index", _l("People"))
_UNITS = ("units.index", _l("Units"))
_COUNCIL = ("dashboards.council", _l("Council"))
_LOG = ("logbook.index", _l("Log"))

MENUS: Mapping[Role | None, tuple[tuple[str, LazyString], ...]] = {
    None: (_RANKING, _CRITERIA),
    Role.COMMUNE_OFFICIAL: (_SHEET, _INITIATIVES, _RANKING, _CRITERIA),
    Role.COMMUNE_LEADER: (_SHEET, _INITIATIVES, _RANKING, _CRITERIA),
    Role.INSPECTOR: (_VERIFICATION, _SHEETS, _SECOND_LOOKS, _INITIATIVES, _RANKING, _CRITERIA),
    Role.HEAD_OF_INSPECTION: (
        _VERIFICATION,
        _SHEETS,
        _SECOND_LOOKS,
        _INITIATIVES,
        _RANKING,
        _CRITERIA,
    ),
    Role.COUNCIL: (_OVERVIEW, _COUNCIL, _SHEETS, _INITIATIVES, _RANKING, _PERIODS, _LOG),
    Role.LEADER: (_OVERVIEW, _SHEETS, _INITIATIVES, _RANKING, _CRITERIA),
    Role.ADMINISTRATOR: (_PEOPLE, _UNITS, _CRITERIA, _RANKING, _LOG),
}


COUNCIL_PARTS = frozenset({"council", "cases", "second_council"})
COUNCIL_PAGES = frozenset({"rankings.confirm_publication", "rankings.publish"})
COMMUNE_PAGES = frozenset(
    f"verification.{page}"
    for page in (
        *("questions", "answer", "result", "confirm_acceptance", "accept"),
        *("appeals", "appeal", "save_appeal", "drop_appeal", "file_appeals"),
    )
)
# Pages of these parts belong under the menu item of another one.
SAME_PART = {
    "matches": "verification",
    "assessments": "sheets",
    "submissions": "sheets",
    "evidence": "sheets",
    "filing": "sheets",
    "extensions": "sheets",
    "publications": "rankings",
}


@dataclass(frozen=True, slots=True)
class Item:
    title: LazyString
    url: str
    current: bool
    count: int | None = None


def menu(reader: Person | None) -> Sequence[Item]:
    here = (request.endpoint or "").split(".")[0], request.endpoint
    return [
        Item(title, url_for(endpoint), current=is_here(endpoint, here))
        for endpoint, title in ((_HOME, *MENUS[reader.role]) if reader else MENUS[None])
    ]


def is_here(endpoint: str, here: tuple[str, str | None]) -> bool:
    """Tell whether a page lies in the part of the program that a menu item opens."""
    feature, exact = here
    if "dashboards.home" in {endpoint, exact}:
        return endpoint == exact
    if feature in COUNCIL_PARTS or exact in COUNCIL_PAGES:
        return endpoint == "dashboards.council"
    if feature == "second_looks":
        return endpoint in {"second_looks.index", "dashboards.council"}
    if exact in COMMUNE_PAGES:
        return endpoint == "sheets.index"
    part = SAME_PART.get(feature, feature)
    mine = endpoint.split(".", maxsplit=1)[0]
    return endpoint == "dashboards.overview" if part == "dashboards" else part == mine


def page_context() -> dict[str, Any]:
    """Return what the frame of every page needs: five small queries at most."""
    reader = find_signed_in()
    period = current_year()
    return {
        "reader": reader,
        "navigation": menu(reader),
        "unread": count_unread(reader.id) if reader else 0,
        "period": period,
        "province_name": period.province if period else "",
        "locale": reader_locale(),
        "example_data": holds_example(),
        "log_head": last_head(),
    }
