"""The program that looks at signatures: when it is started, what it may not do, what stops it."""

import subprocess
import sys
import threading
import zlib
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from emulation.config import ROOT, WrongSetting, folder_named
from emulation.evidence.signatures.apart import look, read_back
from emulation.evidence.signatures.markers import may_hold_signatures
from emulation.evidence.signatures.trust import Trust, read_trust
from emulation.evidence.signatures.verdicts import MOST_SIGNATURES, Outcome, Reason, State
from tests.evidence import files as made
from tests.evidence import signing
from tests.evidence.signing import NOW, Authority, sign

AUTHORITY = Authority()
SIGNER = AUTHORITY.issue()
PAPER = signing.paper()


@pytest.fixture
def looked(tmp_path):
    def looked(content, trust=None):
        path = tmp_path / "arrived"
        path.write_bytes(content)
        return look(path, AUTHORITY.trusted() if trust is None else trust, arrived_at=NOW)

    return looked


def test_a_signed_document_is_looked_at_apart_and_the_trust_is_remembered(looked):
    trust = AUTHORITY.trusted()

    found = looked(sign(PAPER, SIGNER), trust)

    assert (found.outcome, found.state, found.trust) == (Outcome.FOUND, State.VALID, trust.digest)
    assert [one.signer for one in found.signatures] == ["Nguyễn Văn Mẫu"]


def test_a_document_without_a_signature_has_none(looked):
    found = looked(made.pdf())

    assert (found.outcome, found.state, found.signatures) == (Outcome.NONE, None, ())


def test_an_empty_signature_field_is_no_signature(looked):
    found = looked(signing.with_empty_field(PAPER))

    assert (found.outcome, found.state) == (Outcome.NONE, None)


@pytest.mark.parametrize(
    "hidden",
    [
        b"<< /Type /S#69g >>",
        b"<< /B#79teRange [0 1 2 3] >>",
        made.pdf_of(b"<< /FT /Sig >>"),
    ],
)
def test_a_signature_is_suspected_however_its_name_is_spelled(tmp_path, hidden):
    path = tmp_path / "a"
    path.write_bytes(made.pdf_of(hidden))

    assert may_hold_signatures(path)


def packed(body, extra=b""):
    head = b"<< /Type /ObjStm /N 1 /First 5 /Filter /FlateDecode %s/Length %d >>"
    data = zlib.compress(body)
    return made.pdf_of((head % (extra, len(data))) + b"\nstream\n%s\nendstream" % data)


@pytest.mark.parametrize(
    ("content", "suspected"),
    [
        (packed(b"10 0 << /Type /Page >>"), False),
        (packed(b"10 0 << /FT /Sig >>"), True),
        (packed(b" " * 70_000 + b"/FT /Sig"), True),
        (packed(b"10 0 << /Type /Page >>", b"/DecodeParms << /Predictor 12 >> "), True),
        (packed(b"").replace(b"/FlateDecode", b"/LZWDecode"), True),
        (made.pdf(), False),
    ],
)
def test_packed_objects_are_looked_into_and_suspected_where_that_is_not_possible(
    tmp_path, content, suspected
):
    path = tmp_path / "a"
    path.write_bytes(content)

    assert may_hold_signatures(path) is suspected


def test_a_signature_that_no_field_shows_any_more_is_named(looked):
    def write(writer):
        del writer.root["/AcroForm"]
        writer.update_root()

    found = looked(signing.updated(sign(PAPER, SIGNER), write))

    assert (found.outcome, found.stray, found.state) == (Outcome.NONE, 1, State.CANNOT_VERIFY)


def test_a_document_that_only_seems_to_hold_a_signature_and_is_broken_was_not_looked_at(looked):
    found = looked(b"%PDF-1.7\n<< /FT /Sig >>\n")

    assert (found.outcome, found.reason) == (Outcome.NOT_LOOKED_AT, Reason.CONSTRUCTION)
    assert found.state is State.CANNOT_VERIFY


def test_hundreds_of_signatures_are_counted_and_the_first_ones_looked_at(looked):
    found = looked(signing.with_many_fields(sign(PAPER, SIGNER), 400))

    assert len(found.signatures) + found.left_out == 401
    assert len(found.signatures) <= MOST_SIGNATURES
    assert found.reason in {Reason.TOO_MANY, Reason.LIMIT}
    assert found.state is not State.VALID


def test_what_a_limit_cut_off_is_said_to_be_left_out():
    head = {"fields": 2, "stray": 0}
    first = {"signature": signing.answer_of(State.VALID)}

    assert read_back([]).reason is Reason.LIMIT
    cut = read_back([head, first])
    assert (cut.left_out, cut.reason, cut.state) == (1, Reason.LIMIT, State.CANNOT_VERIFY)


def test_a_document_that_unpacks_without_end_stays_within_the_limits(looked):
    found = looked(packed(bytes(200 * 2**20)))

    assert (found.outcome, found.state) in {
        (Outcome.NOT_LOOKED_AT, State.CANNOT_VERIFY),
        (Outcome.NONE, None),
    }


class Counting(BaseHTTPRequestHandler):
    asked = 0

    def handle(self):
        type(self).asked += 1


def test_nobody_on_the_network_is_asked_whatever_a_certificate_says(looked):
    server = HTTPServer(("127.0.0.1", 0), Counting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/list.crl"
    signer = AUTHORITY.issue(asks_at=address)

    found = looked(sign(PAPER, signer), Trust("x", [AUTHORITY.root.der]))
    server.shutdown()
    server.server_close()

    assert [one.reason for one in found.signatures] == [Reason.NO_REVOCATION]
    assert Counting.asked == 0


def test_the_program_cannot_open_a_connection_even_if_it_wanted_to():
    attempt = (
        "import sys, socket; sys.path.insert(0, sys.argv[1])\n"
        "from emulation.evidence.signatures.program import stay_at_home\n"
        "sys.addaudithook(stay_at_home)\n"
        "socket.create_connection(('127.0.0.1', 9))\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", attempt, str(ROOT)], capture_output=True, check=False
    )

    assert b"PermissionError: socket." in done.stderr


def test_the_folder_of_trust_takes_certificates_and_lists_in_both_spellings(tmp_path):
    below = AUTHORITY.subordinate("Cơ quan cấp dưới")
    pem = x509.load_der_x509_certificate(below.root.der).public_bytes(serialization.Encoding.PEM)
    (tmp_path / "root.cer").write_bytes(AUTHORITY.root.der)
    (tmp_path / "below.pem").write_bytes(b"# cap duoi\n" + pem + pem)
    (tmp_path / "revoked.crl").write_bytes(AUTHORITY.list_of_revoked())
    (tmp_path / "readme.txt").write_text("Chứng thư gốc")
    (tmp_path / ".hidden").write_bytes(b"x")
    (tmp_path / "private.pem").write_bytes(
        b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
    )

    trust = read_trust(tmp_path)

    assert list(trust.roots) == [AUTHORITY.root.der]
    assert list(trust.others) == [below.root.der]
    assert len(trust.revocation_lists) == 1
    assert list(trust.unread) == ["private.pem", "readme.txt"]


def test_a_list_with_somebody_on_it_is_a_list_and_changes_the_digest(tmp_path):
    authority = Authority()
    (tmp_path / "revoked.crl").write_bytes(authority.list_of_revoked())
    before = read_trust(tmp_path)
    authority.revoke(authority.issue(), NOW)
    (tmp_path / "revoked.crl").write_bytes(authority.list_of_revoked())
    after = read_trust(tmp_path)

    assert len(before.revocation_lists) == len(after.revocation_lists) == 1
    assert after.unread == ()
    assert after.digest != before.digest


def test_without_a_folder_or_with_an_empty_one_nobody_is_trusted(tmp_path):
    assert read_trust(None) == read_trust(tmp_path) == read_trust(tmp_path / "gone") == Trust()


def test_what_is_too_large_for_the_folder_is_named_and_not_read(tmp_path):
    with (tmp_path / "huge.crl").open("wb") as file:
        file.truncate(9 * 2**20)

    assert list(read_trust(tmp_path).unread) == ["huge.crl"]


def test_a_file_that_cannot_be_read_stops_nothing(tmp_path):
    (tmp_path / "root.cer").write_bytes(AUTHORITY.root.der)
    (tmp_path / "gone.cer").symlink_to(tmp_path / "nowhere")
    (tmp_path / "cut.crl").write_bytes(AUTHORITY.list_of_revoked()[:60])

    trust = read_trust(tmp_path)

    assert list(trust.roots) == [AUTHORITY.root.der]
    assert list(trust.unread) == ["cut.crl"]


def test_a_folder_that_is_not_there_is_a_wrong_setting(tmp_path):
    name = "EMULATION_SIGNATURE_ROOTS"

    assert folder_named({}, name) is None
    assert folder_named({name: str(tmp_path)}, name) == tmp_path
    with pytest.raises(WrongSetting, match=name):
        folder_named({name: str(tmp_path / "nowhere")}, name)
