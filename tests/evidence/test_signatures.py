"""What is said of a signature: valid, invalid or cannot be verified, and always why."""

import contextlib

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.sign import fields
from pyhanko_certvalidator import ValidationContext

from emulation.evidence.signatures.checking import TROUBLE, check_all, fields_of
from emulation.evidence.signatures.judging import Document
from emulation.evidence.signatures.program import opened
from emulation.evidence.signatures.trust import Trust
from emulation.evidence.signatures.trusting import Papers
from emulation.evidence.signatures.verdicts import Added, Reason, State
from tests.evidence import files as made
from tests.evidence import signing
from tests.evidence.signing import DAY, NOW, YEAR, Authority, sign, stamper

AUTHORITY = Authority()
SIGNER = AUTHORITY.issue()
PAPER = signing.paper()
SIGNED = sign(PAPER, SIGNER)


def judged(content, trust=None, *, at=NOW):
    """Check every signature of a document as the program does, without starting it."""
    reader = opened(content)
    trust = AUTHORITY.trusted() if trust is None else trust
    document = Document(reader, content, Papers.of(trust), at)
    return list(check_all(document, fields_of(reader)))


def thought_of(content, trust=None, *, at=NOW):
    return [(one.state, one.reason) for one in judged(content, trust, at=at)]


VALID = (State.VALID, Reason.NONE)


def cannot_verify(reason):
    return [(State.CANNOT_VERIFY, reason)]


def invalid(reason):
    return [(State.INVALID, reason)]


def test_a_signature_that_leads_to_a_root_of_the_province_is_valid_and_names_who_signed():
    (found,) = judged(SIGNED)

    assert (found.state, found.reason, found.added) == (*VALID, Added.NOTHING)
    assert found.signer == "Nguyễn Văn Mẫu"
    assert found.organisation == "Sở Nội vụ tỉnh Bắc Giang"
    assert found.issuer == "Root CA của bài kiểm thử"
    assert found.claimed_at == NOW
    assert found.stamped_at is None


def test_without_any_root_nobody_is_trusted():
    assert thought_of(SIGNED, Trust()) == cannot_verify(Reason.NO_ROOTS)


def test_an_authority_that_the_province_does_not_know_vouches_for_nobody():
    other = Authority("Một cơ quan khác")

    assert thought_of(SIGNED, other.trusted()) == cannot_verify(Reason.UNKNOWN_ISSUER)


def test_an_authority_that_only_has_the_name_of_a_known_one_vouches_for_nobody():
    namesake = Authority()

    assert thought_of(SIGNED, namesake.trusted()) == cannot_verify(Reason.CHAIN)


def test_a_signer_who_certifies_himself_is_unknown():
    impostor = Authority("Nguyễn Văn Mẫu")

    assert thought_of(sign(PAPER, impostor.root)) == cannot_verify(Reason.UNKNOWN_ISSUER)


def test_without_a_word_on_revocation_it_cannot_be_verified():
    trust = Trust("x", [AUTHORITY.root.der])

    assert thought_of(SIGNED, trust) == cannot_verify(Reason.NO_REVOCATION)


def test_an_old_revocation_list_says_nothing_of_today():
    stale = AUTHORITY.list_of_revoked(NOW - 30 * DAY, NOW - 10 * DAY)

    assert thought_of(SIGNED, AUTHORITY.trusted(stale)) == cannot_verify(Reason.NO_REVOCATION)


def test_an_authority_between_root_and_signer_may_lie_in_the_folder_or_in_the_document():
    root = Authority("Gốc")
    between = root.subordinate("Cơ quan cấp dưới")
    signer = between.issue()
    lists = [root.list_of_revoked(), between.list_of_revoked()]
    in_folder = Trust("x", [root.root.der], [between.root.der], lists)
    in_document = Trust("x", [root.root.der], [], lists)

    assert thought_of(sign(PAPER, signer), in_folder) == [VALID]
    assert thought_of(sign(PAPER, signer), in_document) == cannot_verify(Reason.UNKNOWN_ISSUER)
    carried = sign(PAPER, signer, signer=signer.signer(between.root))
    assert thought_of(carried, in_document) == [VALID]


def test_a_certificate_not_made_for_signing_does_not_make_a_valid_signature():
    other = AUTHORITY.issue(signs=False)

    assert thought_of(sign(PAPER, other)) == cannot_verify(Reason.NOT_FOR_SIGNING)


def test_an_expired_certificate_needs_a_timestamp_from_before():
    expired = AUTHORITY.issue(since=NOW - 2 * YEAR, until=NOW - 10 * DAY)
    plain = sign(PAPER, expired, at=NOW - 20 * DAY)
    stamps = stamper(AUTHORITY, NOW - 20 * DAY)
    stamped = sign(PAPER, expired, at=NOW - 20 * DAY, stamps=stamps)

    assert thought_of(plain) == cannot_verify(Reason.EXPIRED)
    (found,) = judged(stamped)
    assert (found.state, found.stamped_at) == (State.VALID, NOW - 20 * DAY)


def test_a_certificate_that_expires_after_the_arrival_stays_good_for_ever():
    signer = AUTHORITY.issue(until=NOW + DAY)

    assert thought_of(sign(PAPER, signer), at=NOW) == [VALID]
    assert thought_of(sign(PAPER, signer), at=NOW + 2 * DAY) == cannot_verify(Reason.EXPIRED)


def test_a_timestamp_after_the_certificate_expired_does_not_help():
    expired = AUTHORITY.issue(since=NOW - 2 * YEAR, until=NOW - 10 * DAY)
    stamped = sign(PAPER, expired, at=NOW - 20 * DAY, stamps=stamper(AUTHORITY, NOW - DAY))

    assert thought_of(stamped) == cannot_verify(Reason.TIME_DOES_NOT_FIT)


def test_a_timestamp_of_an_unknown_authority_proves_nothing_and_is_said():
    other = Authority("Dịch vụ lạ")
    (found,) = judged(sign(PAPER, SIGNER, stamps=stamper(other)))

    assert found.state is State.VALID
    assert found.stamped_at is None
    assert found.stamp_in_doubt


def test_a_timestamp_over_the_whole_document_says_when_it_was_there():
    expired = AUTHORITY.issue(since=NOW - 2 * YEAR, until=NOW - 10 * DAY)
    signed = sign(PAPER, expired, at=NOW - 20 * DAY)
    stamped = signing.stamp_document(signed, stamper(AUTHORITY, NOW - 20 * DAY))
    person, stamp = judged(stamped)

    assert (person.state, person.stamped_at) == (State.VALID, NOW - 20 * DAY)
    assert person.added is Added.ALLOWED
    assert stamp.is_timestamp
    assert (stamp.state, stamp.signer) == (State.VALID, "Dịch vụ dấu thời gian")


def revoked_at(moment):
    """Return a document signed now, and trust that knows when its certificate was revoked."""
    authority = Authority()
    signer = authority.issue()
    authority.revoke(signer, moment)
    return sign(PAPER, signer), authority.trusted()


def test_a_certificate_revoked_before_signing_makes_the_signature_invalid():
    content, trust = revoked_at(NOW - 5 * DAY)

    assert thought_of(content, trust) == invalid(Reason.REVOKED)


def test_a_certificate_revoked_between_signing_and_arrival_leaves_it_open():
    content, trust = revoked_at(NOW + DAY)

    assert thought_of(content, trust, at=NOW + 2 * DAY) == cannot_verify(Reason.REVOKED_SINCE)


def test_a_certificate_revoked_after_the_arrival_or_a_timestamp_does_not_matter():
    content, trust = revoked_at(NOW + DAY)
    assert thought_of(content, trust, at=NOW) == [VALID]

    authority = Authority()
    signer = authority.issue()
    stamped = sign(PAPER, signer, stamps=stamper(authority, NOW))
    authority.revoke(signer, NOW + DAY)
    assert thought_of(stamped, authority.trusted(), at=NOW + 2 * DAY) == [VALID]


def test_what_the_document_carries_on_revocation_counts():
    context = ValidationContext(
        trust_roots=[AUTHORITY.root.as_asn1()],
        crls=[signing.as_list(AUTHORITY.list_of_revoked())],
        revocation_mode="require",
    )
    trust = Trust("x", [AUTHORITY.root.der])
    for kind in (fields.SigSeedSubFilter.PADES, fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED):
        content = sign(
            PAPER,
            SIGNER,
            subfilter=kind,
            embed_validation_info=True,
            validation_context=context,
            stamps=stamper(AUTHORITY),
        )
        assert thought_of(content, trust) == [VALID], kind


def test_a_clock_that_runs_ahead_of_the_arrival_is_not_believed():
    assert thought_of(SIGNED, at=NOW - 3 * DAY) == cannot_verify(Reason.TIME_DOES_NOT_FIT)


def test_sha1_no_longer_counts_as_safe():
    content = sign(PAPER, SIGNER, md_algorithm="sha1")

    assert thought_of(content) == cannot_verify(Reason.WEAK_ALGORITHM)


def test_a_format_that_is_not_known_is_named_and_not_passed_over():
    content = SIGNED.replace(b"/adbe.pkcs7.detached", b"/adbe.x509.rsa_sha1 ")

    assert thought_of(content) == cannot_verify(Reason.UNSUPPORTED)


def test_one_changed_byte_makes_it_invalid():
    content = SIGNED.replace(b"0 0 m 100 100 l", b"0 0 m 100 900 l")

    assert content != SIGNED
    assert thought_of(content) == invalid(Reason.CHANGED)


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, len(SIGNED) - 1), bit=st.integers(0, 7))
def test_no_changed_bit_leaves_a_valid_signature(place, bit):
    start, end = signing.gap_of(SIGNED)
    assume(not start < place < end - 1)
    content = bytearray(SIGNED)
    content[place] ^= 1 << bit
    with contextlib.suppress(*TROUBLE):
        assert State.VALID not in [one.state for one in judged(bytes(content))]


def test_a_signature_whose_data_are_broken_is_invalid():
    start, end = signing.gap_of(SIGNED)
    zeros = SIGNED[: start + 1] + b"0" * (end - start - 2) + SIGNED[end - 1 :]
    place = start + 1 + SIGNED[start + 1 : end].find(b"06092a864886f70d010702") + 40
    shaken = SIGNED[:place] + b"ffff" + SIGNED[place + 4 :]

    assert thought_of(zeros) == invalid(Reason.BROKEN)
    assert thought_of(shaken)[0][0] is not State.VALID


def test_a_second_signature_leaves_the_first_one_valid():
    both = sign(SIGNED, AUTHORITY.issue("Trần Thị Mẫu"), field="Signature2")
    first, second = judged(both)

    assert [first.state, second.state] == [State.VALID, State.VALID]
    assert [first.added, second.added] == [Added.ALLOWED, Added.NOTHING]
    assert second.signer == "Trần Thị Mẫu"


def test_a_form_may_be_filled_in_after_signing():
    form = signing.with_text_field(PAPER, "so_van_ban")
    filled = signing.filled_in(sign(form, SIGNER), "so_van_ban", "12/QĐ-UBND")
    (found,) = judged(filled)

    assert (found.state, found.added) == (State.VALID, Added.ALLOWED)


def test_other_words_on_the_page_after_signing_make_it_invalid():
    def write(writer):
        page = writer.root["/Pages"]["/Kids"][0]
        page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 m 50 50 l S"))
        writer.update_container(page)

    (found,) = judged(signing.updated(SIGNED, write))

    assert (found.state, found.reason) == (State.INVALID, Reason.FORBIDDEN_CHANGE)
    assert found.added is Added.FORBIDDEN


def test_a_hidden_page_brought_forward_after_signing_makes_it_invalid():
    brought_forward = signing.with_object_moved(SIGNED, 4, SIGNED.rindex(b"4 0 obj"))

    assert thought_of(brought_forward) == invalid(Reason.FORBIDDEN_CHANGE)


def test_a_signature_over_a_part_of_the_file_is_invalid():
    content = signing.signed_in_part(SIGNER)

    assert thought_of(content) == invalid(Reason.NOT_COVERED)


def test_a_file_wrapped_around_a_signed_one_is_invalid():
    wrapped = signing.wrapped(SIGNED)
    assert b"0 0 m 190 10 l" in wrapped

    assert thought_of(wrapped) == invalid(Reason.NOT_COVERED)


def test_a_loosely_built_document_is_valid_only_as_long_as_nothing_is_added():
    loose = sign(made.saved(made.page(), "PDF"), SIGNER)

    assert thought_of(loose) == [VALID]
    both = thought_of(sign(loose, SIGNER, field="Signature2"))
    assert both == [(State.CANNOT_VERIFY, Reason.CONSTRUCTION), VALID]


def test_who_certifies_that_nothing_may_change_is_taken_at_his_word():
    form = signing.with_text_field(PAPER, "so_van_ban")
    strict = fields.MDPPerm.NO_CHANGES
    certified = sign(form, SIGNER, certify=True, docmdp_permissions=strict)
    assert thought_of(certified) == [VALID]

    filled = signing.filled_in(certified, "so_van_ban", "12/QĐ-UBND")

    assert thought_of(filled) == invalid(Reason.FORBIDDEN_CHANGE)
