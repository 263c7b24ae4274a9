"""What is open among the files that are alike, for those who answer for inspections."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from emulation.access import only, signed_in
from emulation.evidence import matches_report
from emulation.evidence.views.matches import bp
from emulation.rules.roles import Role

OVERSEERS = (Role.HEAD_OF_INSPECTION, Role.COUNCIL)


@bp.get("/report")
@only(*OVERSEERS)
def report() -> ResponseReturnValue:
    """Show by inspecting unit how many are open and judged, and list the open ones."""
    found = matches_report.report(reader=signed_in())
    return render_template("evidence/matches_report.html", report=found)


@bp.get("/report.csv")
@only(*OVERSEERS)
def report_table() -> ResponseReturnValue:
    """Give all matches as a file for a spreadsheet."""
    lines = "".join(matches_report.csv_lines(reader=signed_in()))
    answer = Response(lines, mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="minh-chung-dung-lai.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
