"""What happens after files came in: they are compared, while nobody waits for it."""

from http import HTTPStatus

from flask import Response, current_app, request

from emulation.evidence.comparing import is_waiting, start_comparing
from emulation.evidence.views.blueprint import bp


@bp.after_request
def compare_what_arrived(answer: Response) -> Response:
    """Start comparing once the answer has gone out."""
    wanted = current_app.config["COMPARE_ON_ARRIVAL"] and request.method == "POST"
    if wanted and answer.status_code < HTTPStatus.BAD_REQUEST and is_waiting():
        folder = current_app.config["DATA_FOLDER"]
        answer.call_on_close(lambda: start_comparing(folder))
    return answer
