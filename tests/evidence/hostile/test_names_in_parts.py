"""Names that a form cannot carry, sent by the other way in: in parts, where a name is JSON."""

import json
import uuid

import pytest

from tests.evidence.hostile import names
from tests.evidence.hostile.papers import pdf

JSON = {"Accept": "application/json"}


@pytest.mark.parametrize("case", names.CASES, ids=[case.id for case in names.CASES])
def test_a_file_in_parts_gets_the_same_name(browser, year, gate, case):
    browser.sign_in(year.users["official"])
    here = f"/evidence/{year.participants['commune']}/A1"
    content = pdf()
    body = json.dumps({"name": case.name, "size": len(content)})
    begun = browser.open(f"{here}/parts", method="POST", data=body, content_type="application/json")
    if begun.status_code != 201:
        assert case.reason
        assert begun.json["message"]
        return
    url = begun.json["url"]
    headers = {"Upload-Offset": "0", "Content-Type": "application/octet-stream"}
    browser.open(url, method="PUT", data=content, headers=headers, status=200)

    data = {"request_id": str(uuid.uuid4())}
    status = 400 if case.reason else 200
    answer = browser.open(url, method="POST", data=data, headers=JSON, status=status).json

    if case.reason:
        assert answer["message"]
    else:
        assert [one["name"] for one in answer["files"]] == [case.kept_name]
