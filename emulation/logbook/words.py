"""A word for every action that the log knows, and for what stands in its details."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from emulation import labels

PART: Mapping[str, LazyString] = {
    "assessments": _l("Sheets"),
    "evidence": _l("Evidence"),
    "filing": _l("Application file"),
    "initiative": _l("Initiatives"),
    "verification": _l("Verification"),
    "rankings": _l("Approval and publication"),
    "period": _l("Years"),
    "criteria": _l("Criteria sets"),
    "units": _l("Units"),
    "accounts": _l("People"),
    "audit": _l("Log"),
    "demo": _l("Example"),
}

ACTION: Mapping[str, LazyString] = {
    "assessments.save": _l("Saved a line of the self-assessment"),
    "assessments.submit": _l("Submitted the self-assessment"),
    "assessments.withdraw": _l("Took the submitted sheet back"),
    "assessments.begin": _l("Began the verification"),
    "assessments.return": _l("Returned the sheet with questions"),
    "assessments.answer": _l("Sent the answers"),
    "assessments.resume": _l("Went on without answers"),
    "assessments.finish": _l("Finished the verification"),
    "assessments.accept": _l("Accepted the result"),
    "assessments.appeal": _l("Filed appeals"),
    "assessments.settle": _l("Settled the appeals"),
    "assessments.reopen": _l("Reopened the sheet"),
    "assessments.approve": _l("Approved the sheet"),
    "assessments.publish": _l("Published the sheet"),
    "assessments.close": _l("Closed the sheet"),
    "assessments.extend": _l("Gave a unit more time"),
    "evidence.add": _l("Put evidence forward"),
    "evidence.quota": _l("Changed the room for a unit's evidence"),
    "evidence.link": _l("Used evidence for another criterion"),
    "evidence.withdraw": _l("Took evidence back"),
    "evidence.describe": _l("Said what a document is"),
    "evidence.reuse": _l("Used evidence of an earlier year again"),
    "evidence.replace": _l("Replaced evidence by a new file"),
    "evidence.scan": _l("Noted what the virus scanner says of a file"),
    "evidence.signature": _l("Judged the signatures of a file anew"),
    "evidence.fault": _l("Noted a fault of a file"),
    "evidence.judge_match": _l("Judged a file that resembles another"),
    "filing.put": _l("Put a paper into the application file"),
    "filing.replace": _l("Replaced a paper of the application file"),
    "filing.take_out": _l("Took a paper out of the application file"),
    "initiative.register": _l("Registered an initiative"),
    "initiative.edit": _l("Changed an initiative"),
    "initiative.withdraw": _l("Withdrew an initiative"),
    "verification.judge": _l("Decided on a line"),
    "verification.agree_in_bulk": _l("Agreed to a line in bulk"),
    "verification.agree_to_automatic": _l("Agreed to an automatic line"),
    "verification.ask": _l("Asked a question"),
    "verification.drop_question": _l("Dropped a question"),
    "verification.draft_answer": _l("Drafted an answer"),
    "verification.answer": _l("Answered a question"),
    "verification.rule": _l("Ruled on an appeal"),
    "verification.reopen_line": _l("Reopened a line"),
    "verification.draft_appeal": _l("Drafted an appeal"),
    "verification.drop_appeal": _l("Dropped a drafted appeal"),
    "verification.appeal": _l("Filed an appeal"),
    "rankings.approve": _l("Approved sheets"),
    "rankings.reopen": _l("Reopened a sheet for the council"),
    "rankings.set_aside": _l("Set a sheet aside"),
    "rankings.take_up_again": _l("Took a sheet up again"),
    "rankings.draw_second_looks": _l("Drew lots for second looks"),
    "rankings.take_second_look": _l("Took a second look on"),
    "rankings.second_verdict": _l("Gave a second verdict"),
    "rankings.publish": _l("Published the ranking"),
    "rankings.correct": _l("Published a correction"),
    "period.open": _l("Opened the year"),
    "period.change_windows": _l("Changed the calendar"),
    "criteria.import": _l("Imported a criteria set"),
    "units.import": _l("Imported units"),
    "units.change": _l("Changed a unit"),
    "accounts.create": _l("Opened an account"),
    "accounts.edit": _l("Changed a person's name or address"),
    "accounts.choose_mail": _l("Chose where mail goes"),
    "accounts.rename": _l("Changed a person's name"),
    "accounts.disable": _l("Disabled an account"),
    "accounts.enable": _l("Enabled an account"),
    "accounts.grant_role": _l("Gave a role"),
    "accounts.end_role": _l("Ended a role"),
    "accounts.reset_password": _l("Gave a new first password"),
    "accounts.change_password": _l("Changed the password"),
    "accounts.sign_in": _l("Signed in"),
    "accounts.act_as": _l("Went on in another role"),
    "accounts.end_session": _l("Ended a session"),
    "accounts.sign_out_everywhere": _l("Signed out everywhere"),
    "audit.erase": _l("Erased the details of an event"),
    "audit.change_key": _l("Changed the signing key"),
    "demo.load": _l("Loaded the example province"),
}

# What a change names; other names are shown as they are stored.
FIELD: Mapping[str, LazyString] = {
    "state": _l("State"),
    "points": _l("Points"),
    "inputs": _l("Figures"),
    "note": _l("Note"),
    "verdict": _l("Verdict"),
    "reason_code": _l("Reason"),
    "not_applicable": _l("Not applicable"),
    "total": _l("Total"),
    "not_scored": _l("Not scored"),
    "text": _l("Text"),
    "title": _l("Title"),
    "name": _l("Name"),
    "full_name": _l("Full name"),
    "username": _l("Username"),
    "role": _l("Role"),
    "unit": _l("Unit"),
    "until": _l("Until"),
    "last_day": _l("Last day"),
    "window": _l("Window"),
    "from": _l("From"),
    "to": _l("To"),
    "code": _l("Code"),
    "digest": _l("Digest"),
    "key": _l("Public key"),
    "decision": _l("Decision"),
}

# The stored values of some fields have words of their own.
VALUE: Mapping[str, Mapping[str, LazyString]] = {
    "state": {str(one): word for one, word in labels.ASSESSMENT_STATE.items()},
    "verdict": {str(one): word for one, word in labels.VERDICT.items()},
    "reason_code": {str(one): word for one, word in labels.REASON_CODE.items()},
    "decision": {str(one): word for one, word in labels.APPEAL_DECISION.items()},
    "role": {str(one): word for one, word in labels.ROLE.items()},
    "window": {
        str(one): word
        for one, word in (*labels.WINDOW_KIND.items(), *labels.EXTENSION_KIND.items())
    },
}


def action_word(action: str) -> str:
    """Return the words for an action; one that lacks them is shown as it is stored."""
    return str(ACTION.get(action, action))


def part_of(action: str) -> str:
    return action.partition(".")[0]
