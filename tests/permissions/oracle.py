"""Who may use which address: written by hand, a line for every way in.

An address names things of the commune A1 (or what `path` says). Readers who are not named get 404
as if it did not exist; whoever is not signed in is asked to sign in, unless the page is public.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.permissions.world import ANONYMOUS, READERS

EVERYBODY = frozenset({ANONYMOUS, *READERS})
SIGNED_IN = frozenset(READERS)
ADMINISTRATOR = frozenset({"administrator"})
COUNCIL = frozenset({"council"})
LEADING = frozenset({"council", "leader", "district_leader", "other_district_leader"})
EVERYBODY_BUT_ADMINISTRATORS = SIGNED_IN - ADMINISTRATOR
AGENCIES = frozenset(
    {"official", "signer", "neighbour", "neighbour_signer", "stranger", "department"}
)
SEEING_MANY_SHEETS = EVERYBODY_BUT_ADMINISTRATORS - AGENCIES
HEADS = frozenset({"head", "other_head"})
INSPECTING = frozenset({"inspector", "head", "other_inspector", "other_head"})

# Of the commune A1 in particular.
OWN = frozenset({"official", "signer"})
OWN_SIGNER = frozenset({"signer"})
ITS_INSPECTORS = frozenset({"inspector", "head"})
ITS_HEAD = frozenset({"head"})
ITS_READERS = OWN | ITS_INSPECTORS | {"council", "leader", "district_leader"}
# Whoever took the second look on has it alone.
OWN_SECOND_INSPECTOR = frozenset({"council"})
SECOND_INSPECTORS = OWN_SECOND_INSPECTOR | {"other_inspector", "other_head"}


@dataclass(frozen=True)
class Way:
    """Who may go, what the address names where it is not A1's, and a body somebody would send."""

    who: frozenset[str]
    path: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    # A page that is not there for anybody in this world, such as an unpublished ranking.
    absent: bool = False


GET, POST = "GET", "POST"

WAYS = {
    # signing in, one's own account
    ("accounts.login", GET): Way(EVERYBODY),
    ("accounts.login", POST): Way(EVERYBODY),
    ("accounts.set_language", GET): Way(EVERYBODY),
    ("accounts.account", GET): Way(SIGNED_IN),
    ("accounts.act_as", POST): Way(SIGNED_IN, body={"grant": "1"}),
    ("accounts.choose_mail", POST): Way(SIGNED_IN, body={"email": "", "version": "1"}),
    ("accounts.end_one_session", POST): Way(frozenset({"official"})),
    ("accounts.sign_out_everywhere", POST): Way(SIGNED_IN),
    ("accounts.change_password", GET): Way(SIGNED_IN),
    ("accounts.change_password", POST): Way(SIGNED_IN),
    # messages: everybody's own
    ("notices.index", GET): Way(SIGNED_IN),
    ("notices.show", GET): Way(frozenset({"official"})),
    ("notices.open_one", POST): Way(frozenset({"official"})),
    ("notices.read_all", POST): Way(SIGNED_IN, body={"newest": "1"}),
    # people and units
    ("people.index", GET): Way(ADMINISTRATOR),
    ("people.create", GET): Way(ADMINISTRATOR),
    ("people.create", POST): Way(ADMINISTRATOR, body={"username": "x", "full_name": "X"}),
    ("people.show", GET): Way(ADMINISTRATOR),
    ("people.edit", GET): Way(ADMINISTRATOR),
    ("people.edit", POST): Way(ADMINISTRATOR, body={"full_name": "Tên khác", "version": "1"}),
    ("people.disable", POST): Way(ADMINISTRATOR, body={"version": "1"}),
    ("people.enable", POST): Way(ADMINISTRATOR, body={"version": "1"}),
    ("people.reset_password", POST): Way(ADMINISTRATOR, body={"version": "1"}),
    ("people.add_role", POST): Way(
        ADMINISTRATOR, body={"role": "administrator", "unit": "1", "valid_from": "01/01/2024"}
    ),
    ("people.end_role", POST): Way(ADMINISTRATOR, body={"last_day": "01/01/2024"}),
    ("units.index", GET): Way(SIGNED_IN),
    ("units.show", GET): Way(SIGNED_IN),
    ("units.edit", GET): Way(ADMINISTRATOR),
    ("units.edit", POST): Way(ADMINISTRATOR, body={"name": "Tên khác", "version": "1"}),
    # criteria sets and years
    ("criteria.index", GET): Way(EVERYBODY),
    ("criteria.show", GET): Way(EVERYBODY, path={"code": "CQTT-BG"}),
    ("criteria.download", GET): Way(EVERYBODY, path={"code": "CQTT-BG"}),
    ("criteria.new", GET): Way(ADMINISTRATOR),
    ("criteria.create", POST): Way(ADMINISTRATOR, body={"text": "code: X"}),
    ("periods.index", GET): Way(LEADING),
    ("periods.show", GET): Way(LEADING),
    ("periods.new", GET): Way(COUNCIL),
    ("periods.create", POST): Way(COUNCIL, body={"year": "2025"}),
    ("periods.calendar", GET): Way(COUNCIL),
    ("periods.move", POST): Way(COUNCIL, body={"kind": "self_assessment"}),
    # the commune's sheet
    ("sheets.index", GET): Way(EVERYBODY_BUT_ADMINISTRATORS),
    ("assessments.show", GET): Way(ITS_READERS),
    ("assessments.group", GET): Way(ITS_READERS, path={"code": "A"}),
    ("assessments.save_group", POST): Way(OWN, path={"code": "A"}, body={"A1-note": "x"}),
    ("assessments.row", GET): Way(ITS_READERS),
    ("assessments.save_row", POST): Way(OWN, body={"note": "x", "version": "1"}),
    ("extensions.show", GET): Way(ITS_READERS),
    ("extensions.extend", POST): Way(
        ITS_HEAD | {"council"}, body={"kind": "verification", "until": "31/12/2026", "reason": "x"}
    ),
    ("submissions.check", GET): Way(ITS_READERS),
    ("submissions.receipt", GET): Way(ITS_READERS),
    ("submissions.submit", POST): Way(OWN_SIGNER, body={"version": "1", "confirmed": "1"}),
    ("submissions.withdraw", POST): Way(OWN_SIGNER, body={"version": "3"}),
    # evidence
    ("evidence.criterion", GET): Way(ITS_READERS),
    ("evidence.upload", POST): Way(OWN),
    ("evidence.begin_parts", POST): Way(OWN),
    # An upload in parts is of the one who began it.
    ("evidence.part_state", GET): Way(frozenset({"official"})),
    ("evidence.finish_parts", POST): Way(frozenset({"official"})),
    ("evidence.link", POST): Way(OWN, body={"evidence_id": "1"}),
    ("evidence.withdraw", POST): Way(OWN),
    ("evidence.reuse", POST): Way(OWN, body={"evidence_id": "1"}),
    ("evidence.replacement", GET): Way(OWN),
    ("evidence.replace_with", POST): Way(OWN),
    ("evidence.facts", GET): Way(OWN),
    ("evidence.describe", POST): Way(OWN, body={"number": "12/KH-UBND", "version": "1"}),
    ("evidence.show", GET): Way(ITS_READERS),
    ("evidence.file", GET): Way(ITS_READERS),
    ("evidence.preview", GET): Way(ITS_READERS),
    ("evidence.page", GET): Way(ITS_READERS, path={"page": 1}),
    ("evidence.text", GET): Way(ITS_READERS, absent=True),
    ("matches.index", GET): Way(INSPECTING | {"council"}),
    ("evidence.search_words", GET): Way(INSPECTING | {"council"}),
    ("matches.report", GET): Way(HEADS | {"council"}),
    ("matches.report_table", GET): Way(HEADS | {"council"}),
    ("matches.show", GET): Way(INSPECTING | {"council"}),
    ("matches.judge", POST): Way(INSPECTING | {"council"}, body={"mark": "open"}),
    # the papers of a sheet
    ("filing.index", GET): Way(SEEING_MANY_SHEETS),
    ("filing.table", GET): Way(SEEING_MANY_SHEETS),
    ("filing.show", GET): Way(ITS_READERS),
    ("filing.put", POST): Way(OWN, path={"code": "HS1"}, body={"evidence_id": "1"}),
    ("filing.take_out", POST): Way(OWN, path={"code": "HS1"}, body={"version": "1"}),
    ("filing.completeness", GET): Way(ITS_READERS),
    ("filing.download", GET): Way(ITS_READERS),
    # initiatives
    ("initiatives.index", GET): Way(EVERYBODY_BUT_ADMINISTRATORS),
    ("initiatives.show", GET): Way(ITS_READERS),
    ("initiatives.new", GET): Way(AGENCIES | HEADS),
    ("initiatives.new", POST): Way(AGENCIES | HEADS, body={"title": "x"}),
    ("initiatives.edit", GET): Way(OWN),
    ("initiatives.edit", POST): Way(OWN, body={"title": "x", "version": "1"}),
    ("initiatives.confirm_withdrawal", GET): Way(OWN),
    ("initiatives.withdraw", POST): Way(OWN, body={"version": "1"}),
    # verification
    ("verification.queue", GET): Way(INSPECTING),
    ("verification.criteria", GET): Way(INSPECTING),
    ("verification.criterion", GET): Way(INSPECTING),
    ("verification.unproblematic", GET): Way(ITS_INSPECTORS),
    ("verification.agree_to_unproblematic", POST): Way(ITS_INSPECTORS),
    ("verification.decide_in_grid", POST): Way(
        ITS_INSPECTORS, body={"verdict": "agree", "version": "1"}
    ),
    ("verification.sheet", GET): Way(ITS_INSPECTORS),
    ("verification.show", GET): Way(ITS_INSPECTORS),
    ("verification.points", GET): Way(ITS_INSPECTORS),
    ("verification.decide", POST): Way(ITS_INSPECTORS, body={"verdict": "agree", "version": "1"}),
    ("verification.agree_to_automatic", POST): Way(ITS_INSPECTORS),
    ("verification.begin", POST): Way(ITS_INSPECTORS, body={"version": "2"}),
    ("verification.resume", POST): Way(ITS_INSPECTORS, body={"version": "3"}),
    ("verification.send_questions", POST): Way(ITS_INSPECTORS, body={"version": "3"}),
    ("verification.finish", POST): Way(ITS_HEAD, body={"version": "3"}),
    ("verification.reopen", POST): Way(ITS_HEAD, body={"version": "3", "reason": "x"}),
    ("verification.questions", GET): Way(ITS_READERS),
    ("verification.answer", POST): Way(OWN, body={"version": "3"}),
    ("verification.result", GET): Way(ITS_READERS),
    ("verification.appeals", GET): Way(ITS_READERS),
    ("verification.file_appeals", POST): Way(OWN_SIGNER, body={"version": "3"}),
    ("verification.appeal", GET): Way(OWN),
    ("verification.save_appeal", POST): Way(OWN, body={"text": "x", "version": "0"}),
    ("verification.drop_appeal", POST): Way(OWN, body={"version": "1"}),
    ("verification.confirm_acceptance", GET): Way(OWN_SIGNER),
    ("verification.accept", POST): Way(OWN_SIGNER, body={"version": "3", "confirmed": "1"}),
    ("verification.waiting_appeals", GET): Way(INSPECTING),
    ("verification.ruling", GET): Way(ITS_INSPECTORS, absent=True),
    ("verification.rule", POST): Way(
        ITS_INSPECTORS, body={"decision": "upheld", "reason": "x", "version": "2"}, absent=True
    ),
    ("verification.settle", POST): Way(ITS_HEAD, body={"version": "3"}),
    # ranking
    ("rankings.index", GET): Way(EVERYBODY),
    ("rankings.show", GET): Way(EVERYBODY, absent=True),
    ("rankings.unit", GET): Way(EVERYBODY, absent=True),
    ("publications.show", GET): Way(EVERYBODY, path={"code": "BG-2024-1"}, absent=True),
    ("publications.ranking", GET): Way(EVERYBODY, path={"code": "BG-2024-1"}, absent=True),
    ("publications.unit", GET): Way(EVERYBODY, path={"code": "BG-2024-1"}, absent=True),
    ("publications.file", GET): Way(EVERYBODY, path={"code": "BG-2024-1"}, absent=True),
    ("publications.content", GET): Way(EVERYBODY, path={"code": "BG-2024-1"}, absent=True),
    ("publications.signature", GET): Way(EVERYBODY, path={"code": "BG-2024-1"}, absent=True),
    ("publications.key", GET): Way(EVERYBODY, path={"code": "BG-2024-1"}, absent=True),
    ("publications.check_page", GET): Way(EVERYBODY),
    ("publications.check_file", POST): Way(EVERYBODY, body={"text": "{}"}),
    ("corrections.confirm", GET): Way(COUNCIL),
    ("corrections.publish", POST): Way(COUNCIL, body={"reason": "x"}),
    ("council.overview", GET): Way(COUNCIL),
    ("council.approve", POST): Way(COUNCIL),
    ("rankings.confirm_publication", GET): Way(COUNCIL),
    ("rankings.publish", POST): Way(COUNCIL),
    ("council.preview", GET): Way(COUNCIL),
    ("cases.show", GET): Way(COUNCIL),
    ("cases.set_aside", POST): Way(
        COUNCIL, body={"version": "3", "case": "complaint", "reason": "x"}
    ),
    ("cases.take_up", POST): Way(COUNCIL, body={"version": "3", "reason": "x"}),
    ("second_council.overview", GET): Way(COUNCIL),
    ("second_council.draw", POST): Way(COUNCIL, body={"share": "10"}),
    ("second_council.choosing", GET): Way(COUNCIL),
    ("second_council.choose", POST): Way(COUNCIL, body={"reason": "x"}),
    # second looks at A1's sheet, which the inspectors of another unit or the council may take on
    ("second_looks.index", GET): Way(INSPECTING | COUNCIL),
    ("second_looks.show", GET): Way(OWN_SECOND_INSPECTOR),
    ("second_looks.take", POST): Way(SECOND_INSPECTORS, body={"version": "1"}),
    ("second_looks.line", GET): Way(OWN_SECOND_INSPECTOR),
    ("second_looks.decide", POST): Way(OWN_SECOND_INSPECTOR, body={"verdict": "agree"}),
    ("second_looks.file", GET): Way(OWN_SECOND_INSPECTOR),
    ("second_looks.page", GET): Way(OWN_SECOND_INSPECTOR, path={"page": 1}),
    ("second_looks.text", GET): Way(OWN_SECOND_INSPECTOR, absent=True),
    ("cases.reopening", GET): Way(COUNCIL),
    ("cases.reopen", POST): Way(COUNCIL, body={"version": "3", "codes": "A1", "reason": "x"}),
    # the leader's pages
    ("dashboards.home", GET): Way(SIGNED_IN),
    ("dashboards.council", GET): Way(COUNCIL),
    ("dashboards.overview", GET): Way(LEADING),
    ("dashboards.overview_year", GET): Way(LEADING, absent=True),
    ("dashboards.charts", GET): Way(LEADING, absent=True),
    # the log
    ("logbook.index", GET): Way(COUNCIL | ADMINISTRATOR),
    ("logbook.export", GET): Way(COUNCIL | ADMINISTRATOR),
    ("logbook.show", GET): Way(COUNCIL | ADMINISTRATOR, path={"seq": 1}),
    ("audit.checkpoint", GET): Way(EVERYBODY),
    ("audit.checkpoint_text", GET): Way(EVERYBODY),
    ("audit.key", GET): Way(EVERYBODY),
    ("audit.proof", GET): Way(EVERYBODY, absent=True),
    ("audit.consistency", GET): Way(EVERYBODY, absent=True),
    # for whoever watches over the server
    ("health.alive", GET): Way(EVERYBODY),
    ("health.ready", GET): Way(EVERYBODY),
    # last, because it ends the sessions that all others use
    ("accounts.sign_out", POST): Way(EVERYBODY),
}
