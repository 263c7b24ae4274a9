"""A person who uploads files to the served program, whole or in parts, and begins again."""

import http.client
import io
import json
import time
import uuid

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.evidence import files
from tests.resilience.client import BUSY, FORM, PATIENCE_SECONDS, Client, NoAnswer

PART = 256 * 1024
TRIES = 400
SIZE = 1024 * 1024 + 7
OK, CREATED = 200, 201
BYTES = "application/octet-stream"


def document(number, *, size):
    """Give a PDF of this size, unlike all others."""
    content = files.pdf() + b"\n%% %d\n" % number
    return content + bytes(size - len(content))


class Uploader(Client):
    """Sends what a form sends; a connection that breaks is said so, and repeated when asked."""

    def send(self, method, url, body=b"", kind="", **headers):
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.server.port, timeout=PATIENCE_SECONDS
        )
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        headers |= self.headers | {"Accept": "application/json", "X-CSRFToken": self.csrf}
        if kind:
            headers["Content-Type"] = kind
        try:
            connection.request(method, url, body, headers)
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(url) from error
        finally:
            connection.close()
        return answer.status, json.loads(text) if text.startswith(b"{") else {}

    def take(self, url):
        """Return the bytes of a file."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.server.port, timeout=PATIENCE_SECONDS
        )
        connection.request("GET", url, headers=self.headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        assert answer.status == OK, answer.status
        return content

    def upload(self, url, name, content, request_id):
        fields = {"request_id": request_id, "file": FileStorage(io.BytesIO(content), name)}
        boundary, body = encode_multipart(fields)
        return self.send("POST", url, body, f"multipart/form-data; boundary={boundary}")

    def append_parts(self, place, content):
        """Continue where the last try stopped."""
        received = self.send("GET", place)[1]["received"]
        while received < len(content):
            piece = content[received : received + PART]
            status, told = self.send("PUT", place, piece, BYTES, Upload_Offset=str(received))
            if status not in {200, 409}:
                raise NoAnswer(place)
            received = told["received"]

    def begin_parts(self, url, name, content):
        body = json.dumps({"name": name, "size": len(content)})
        status, told = self.send("POST", f"{url}/parts", body, "application/json")
        if status != CREATED:
            raise NoAnswer(url)
        return told["url"]


class Sending:
    """One file on its way, with the request id that it keeps however often it is sent."""

    def __init__(self, person, url, number, *, in_parts=False, size=SIZE):
        self.person, self.url = person, url
        self.name, self.content = f"{number}.pdf", document(number, size=size)
        self.request_id = str(uuid.uuid4())
        self.place = self.until(self.begin) if in_parts else ""

    def begin(self):
        return self.person.begin_parts(self.url, self.name, self.content)

    def once(self):
        if not self.place:
            return self.person.upload(self.url, self.name, self.content, self.request_id)
        self.person.append_parts(self.place, self.content)
        body = f"request_id={self.request_id}"
        return self.person.send("POST", self.place, body, FORM)

    def until_answered(self):
        def answered():
            status, told = self.once()
            if status == BUSY:
                raise NoAnswer(self.url)
            return status, told

        return self.until(answered)

    def until(self, attempt):
        """Try the very same again until somebody answers."""
        for _ in range(TRIES):
            try:
                return attempt()
            except NoAnswer:
                time.sleep(0.05)
        raise NoAnswer(self.url)
