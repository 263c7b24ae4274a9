"""Going on with a returned sheet whose answers did not come in time."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from emulation.access import only, signed_in
from emulation.audit.changes import Done, now, sent_version
from emulation.verification import rounds
from emulation.verification.views.blueprint import INSPECTION, bp
from emulation.verification.views.sheet import open_sheet, take


@bp.post("/verification/<int:assessment_id>/resumption")
@only(*INSPECTION)
def resume(assessment_id: int) -> ResponseReturnValue:
    person = signed_in()
    open_sheet(assessment_id)

    def work() -> Done:
        count = rounds.resume(assessment_id, version=sent_version(), by=person, at=now())
        message = ngettext(
            "Verification goes on without %(num)s answer.",
            "Verification goes on without %(num)s answers.",
            count,
        )
        return Done(url_for("verification.sheet", assessment_id=assessment_id), message)

    return take(assessment_id, work)
