"""Requests of the program: files sent to pages of evidence are written where they will be kept."""

from typing import IO, cast

from flask import Request, current_app

from emulation.evidence.uploading.space import has_space
from emulation.storage import store

# Pages that take evidence: of one criterion, and the group of the sheet that holds several.
TAKES_EVIDENCE = frozenset({"evidence", "assessments"})


class UploadRequest(Request):
    """Others get their files in memory, or where the machine keeps what passes through."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if filename and self.blueprint in TAKES_EVIDENCE:
            arrivals = store().arrivals
            limit = current_app.config["EVIDENCE_MAX_BYTES"]
            held = arrivals.hold(limit=limit, has_space=has_space(arrivals.folder))
            return cast("IO[bytes]", held)
        return super()._get_file_stream(
            total_content_length, content_type, filename, content_length
        )
