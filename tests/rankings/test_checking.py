"""Whatever is changed in a published file is found, and named."""

import json
from base64 import b64encode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulation.audit.checkpoints import seal
from emulation.audit.notes import write_note
from emulation.audit.signatures import read_public_key, signing_key_from
from emulation.audit.tree_heads import TreeHead, head_text
from emulation.database import write_tx
from emulation.periods.queries import get_period
from emulation.rankings.checking import Known, check
from emulation.rankings.findings import CheckKind, Fault, Outcome
from emulation.rankings.proofs import file_of
from emulation.rankings.public_keys import pem_of, raw_key
from emulation.rankings.publishing import publish
from emulation.rankings.queries import find_publication
from emulation.rules.canonical import canonical
from tests.rankings import reopened
from tests.verification.world import YEAR, add_file, later

K, F = CheckKind, Fault
STRANGER = signing_key_from("than-thien/abcd", bytes(range(32)))


@pytest.fixture
def file(approved):
    add_file(approved, "A1")
    with write_tx():
        publish(get_period(YEAR), by=approved.people["council"], at=later(10))
    return file_of(find_publication(YEAR))


@pytest.fixture
def corrected_file(file, approved):
    reopened.put_right(approved)
    reopened.publish_correction(approved)
    return file_of(find_publication(YEAR))


def faults(content, known=Known()):  # noqa: B008 (frozen)
    return {one.kind: one.fault for one in check(content, known).wrong}


def edited(file, change):
    """Return the file with one change, written as canonically as before."""
    tree = json.loads(file)
    change(tree)
    return canonical(tree)


def put(value, *path):
    def change(tree):
        *way, last = path
        for step in way:
            tree = tree[step]
        tree[last] = value

    return change


UNIT = ("content", "units", 0)
LINE = (*UNIT, "sheet", "lines", "A1")
RESULT = (*UNIT, "result")


def test_untouched_file_fits_and_says_what_it_is(file):
    report = check(file)

    assert report.fits
    assert [one.kind for one in report.findings if one.outcome is Outcome.OPEN] == [K.KEY]
    assert report.about["code"] == "CQTT-2024-1"
    assert (report.about["ranked"], report.about["units"]) == ("1", "2")


@pytest.mark.parametrize("form", ["line", "pem"])
def test_key_that_one_knows_is_compared_with_that_of_the_file(file, form):
    line = json.loads(file)["key"]
    text = line if form == "line" else pem_of(line).decode()

    assert check(file, Known(key=raw_key(text))).fits
    other = read_public_key(STRANGER.public_key_text).raw
    assert faults(file, Known(key=other)) == {K.KEY: F.OTHER_KEY}


# What is changed, and which kinds of check name it beside the signature over the content.
CONTENT_EDITS = {
    "score": (put("0.50", *LINE, "verified", "points"), {K.POINTS}),
    "claim": (put("0.50", *LINE, "self", "points"), {K.POINTS}),
    "input": (put({"met": False}, *LINE, "self", "inputs"), {K.POINTS, K.TOTAL, K.HEADINGS}),
    "total": (put("99.99", *RESULT, "total"), {K.TOTAL}),
    "exact total": (put("9999/100", *RESULT, "exact_total"), {K.TOTAL}),
    "self-score": (put("99.99", *RESULT, "self_total"), {K.TOTAL}),
    "heading": (put("20.00", *RESULT, "headings", "H1", "points"), {K.HEADINGS}),
    "level": (put("L3", *RESULT, "level"), {K.LEVEL}),
    "reasons": (put([], *RESULT, "reasons"), {K.LEVEL}),
    "rank": (put(2, *RESULT, "rank"), {K.RANK}),
    "cluster rank": (put(2, *RESULT, "cluster_rank"), {K.RANK}),
    "class": (put("excellent", *RESULT, "classification"), {K.RANK}),
    "position": (put(7, *UNIT, "position"), {K.RANK}),
    "initiatives": (put(9, *RESULT, "initiatives_effective"), {K.METRICS}),
    "days late": (put(30, *UNIT, "sheet", "days_late"), {K.TOTAL}),
    "evidence hash": (put(["b" * 64], *LINE, "evidence"), set()),
    "reason code": (put("other", *LINE, "verified", "reason_code"), set()),
    "signer": (put("Kẻ Mạo Danh", "content", "signers", 0, "name"), set()),
    "unit name": (put("Xã Khác", *UNIT, "unit_name"), set()),
    "previous": (
        put({"code": "CQTT-2023-1", "digest": "a" * 64}, "content", "previous"),
        set(),
    ),
    "criteria": (
        put("2.00", "content", "criteria", "content", "meta", "core_total"),
        {K.CRITERIA},
    ),
    "recognised": (put(9, "content", "summary", "recognised"), {K.SUMMARY}),
    "last year's level": (put("L9", *UNIT, "last_level"), {K.LEVEL}),
}


@pytest.mark.parametrize("name", CONTENT_EDITS)
def test_change_of_the_content_is_found_and_named(file, name):
    change, kinds = CONTENT_EDITS[name]

    found = faults(edited(file, change))

    assert found[K.SIGNATURE] is F.OTHER_CONTENT
    assert found[K.EVENT] is F.EVENT_OF_OTHER
    assert kinds <= found.keys()
    if not kinds:
        assert found.keys() == {K.SIGNATURE, K.EVENT}


def test_wrong_points_are_named_by_unit_criterion_and_stage(file):
    changed = edited(file, put("0.50", *LINE, "verified", "points"))

    [finding] = [one for one in check(changed).wrong if one.kind is K.POINTS]

    assert finding.facts == {
        "unit": "Xã Đại Hóa",
        "unit_code": "07420",
        "criterion": "A1",
        "stage": "verified",
        "stated": "0.50",
        "computed": "1.00",
    }


def test_change_that_was_signed_again_is_found_against_the_key_one_knows(file):
    known = raw_key(json.loads(file)["key"])
    tree = json.loads(file)
    put("99.99", *RESULT, "total")(tree)
    forged = signed_anew(tree)

    found = faults(forged, Known(key=known))

    assert found[K.KEY] is F.OTHER_KEY
    assert found[K.TOTAL] is F.VALUE_DIFFERS
    assert found[K.EVENT] is F.EVENT_OF_OTHER
    assert K.SIGNATURE not in found


def signed_anew(tree):
    tree["key"] = STRANGER.public_key_text
    tree["signature"] = b64encode(STRANGER.sign(canonical(tree["content"]))).decode()
    return canonical(tree)


def last_letter_other(text):
    return text[:-3] + ("A" if text[-3] != "A" else "B") + text[-2:]


def flipped(digest):
    return ("0" if digest[0] != "0" else "1") + digest[1:]


FILE_EDITS = {
    "signature": (
        lambda tree: tree.update(signature="A" * 86 + "=="),
        {K.SIGNATURE: F.OTHER_CONTENT},
    ),
    "spare bits of the signature": (
        lambda tree: tree.update(signature=last_letter_other(tree["signature"])),
        {K.SIGNATURE: F.OTHER_CONTENT},
    ),
    "event's time": (
        lambda tree: tree["event"].update(at="2024-01-01T00:00:00+00:00"),
        {K.LOG: F.NOT_IN_LOG},
    ),
    "event's actor": (lambda tree: tree["event"].update(actor=77), {K.LOG: F.NOT_IN_LOG}),
    "event's number": (lambda tree: tree["event"].update(seq=1), {K.LOG: F.NOT_IN_LOG}),
    "detail": (
        lambda tree: tree["detail"]["after"].update(code="CQTT-2024-9"),
        {K.EVENT: F.DETAIL_DIFFERS},
    ),
    "salt": (lambda tree: tree["detail"].update(salt="0" * 32), {K.EVENT: F.DETAIL_DIFFERS}),
    "proof": (
        lambda tree: tree["inclusion"].__setitem__(0, flipped(tree["inclusion"][0])),
        {K.LOG: F.NOT_IN_LOG},
    ),
    "proof too long": (lambda tree: tree["inclusion"].append("a" * 64), {K.LOG: F.NOT_IN_LOG}),
    "no proof": (lambda tree: tree["inclusion"].clear(), {K.LOG: F.NOT_IN_LOG}),
    "checkpoint": (
        lambda tree: tree.update(checkpoint=tree["checkpoint"].replace("\n", "\nx\n", 1)),
        {K.CHECKPOINT: F.CHECKPOINT_UNSIGNED},
    ),
    "checkpoint of another key": (
        lambda tree: tree.update(
            checkpoint=write_note(head_text(TreeHead(STRANGER.name, 9, bytes(32))), STRANGER)
        ),
        {K.CHECKPOINT: F.CHECKPOINT_UNSIGNED},
    ),
    "second signature": (
        lambda tree: tree.update(checkpoint=tree["checkpoint"] + "— somebody AAAAAAAA\n"),
        {K.CHECKPOINT: F.CHECKPOINT_UNSIGNED},
    ),
}


@pytest.mark.parametrize("name", FILE_EDITS)
def test_change_beside_the_content_is_found_and_named(file, name):
    change, expected = FILE_EDITS[name]
    assert faults(edited(file, change)) == expected


def test_growth_of_the_log_since_the_publication_before_is_proven(corrected_file):
    assert check(corrected_file).fits
    broken = edited(
        corrected_file,
        lambda tree: tree["consistency"]["hashes"].__setitem__(
            0, flipped(tree["consistency"]["hashes"][0])
        ),
    )
    assert faults(broken) == {K.GROWTH: F.CHECKPOINT_DIFFERS}


def test_checkpoint_kept_from_before_must_be_of_the_same_log(file, corrected_file):
    old, new = json.loads(file), json.loads(corrected_file)

    assert check(corrected_file, Known(checkpoint=old["checkpoint"])).fits
    assert check(corrected_file, Known(checkpoint=new["checkpoint"])).fits
    strange = write_note(head_text(TreeHead(STRANGER.name, 3, bytes(32))), STRANGER)
    assert faults(corrected_file, Known(checkpoint=strange)) == {
        K.OLD_CHECKPOINT: F.CHECKPOINT_UNSIGNED
    }


def test_any_other_checkpoint_is_compared_with_what_the_log_says_of_it(browser, file, approved):
    reopened.put_right(approved)
    with write_tx():
        newer = seal(later(40)).note
    sizes = [note.split("\n")[1] for note in (json.loads(file)["checkpoint"], newer)]
    answer = browser.open(f"/audit/consistency?old={sizes[0]}&new={sizes[1]}", status=200)

    [alone] = [one for one in check(file, Known(checkpoint=newer)).findings if one.fault][1:]
    assert alone.fault is F.CHECKPOINT_NOT_COMPARABLE
    assert check(file, Known(checkpoint=newer, growth=answer.data)).fits
    other = json.loads(answer.data)
    other["proof"][0] = flipped(other["proof"][0])
    broken = Known(checkpoint=newer, growth=json.dumps(other).encode())
    assert faults(file, broken) == {K.OLD_CHECKPOINT: F.CHECKPOINT_DIFFERS}


def test_file_before_must_be_the_one_that_is_named(file, corrected_file):
    assert check(corrected_file, Known(previous=file)).fits
    other = edited(file, put("Xã Khác", *UNIT, "unit_name"))
    assert faults(corrected_file, Known(previous=other)) == {K.CHAIN: F.PREVIOUS_DIFFERS}
    assert faults(corrected_file, Known(previous=b"{}")) == {K.CHAIN: F.PREVIOUS_DIFFERS}


def test_spaces_and_other_orders_are_not_the_canonical_form(file):
    assert faults(json.dumps(json.loads(file)).encode()) == {K.FORM: F.NOT_CANONICAL}
    assert faults(file + b"\n") == {K.FORM: F.NOT_CANONICAL}


def test_what_was_published_before_signing_began_is_named_as_such(file):
    report = check(canonical({"summary": {}, "rows": []}))
    assert [one.fault for one in report.findings] == [F.UNSIGNED]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b"1.5", b"NaN", b"\xff", b'{"content": 1}', b"[" * 100_000,
        b"9" * 10_000, b'{"rows": [], "summary": {}, "format": 1}',
    ],
)  # fmt: skip
def test_anything_else_is_refused_without_an_error(content):
    assert set(faults(content)) == {K.FORM}


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(where=st.integers(0, 10**9), bits=st.integers(1, 255))
def test_no_changed_byte_goes_unnoticed(file, where, bits):
    place = where % len(file)
    changed = file[:place] + bytes([file[place] ^ bits]) + file[place + 1 :]

    assert not check(changed).fits


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    where=st.integers(0, 10**9),
    value=st.none()
    | st.booleans()
    | st.integers(-1, 3)
    | st.text(max_size=3)
    | st.sampled_from([[], {}, "9" * 70, "1.00"]),
)
def test_whatever_stands_in_its_place_is_found_and_breaks_nothing(file, where, value):
    tree = json.loads(file)
    known = places(tree)
    holder, key = known[where % len(known)]
    before, holder[key] = holder[key], value
    if same(before, value):
        return

    assert not check(canonical(tree)).fits


def same(before, value):
    return type(before) is type(value) and before == value


def places(tree):
    """Return every place of a tree in which a value stands."""
    found = []
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in items:
        found.append((tree, key))
        if isinstance(value, dict | list):
            found += places(value)
    return found
