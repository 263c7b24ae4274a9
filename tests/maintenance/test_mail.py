"""Mail through a real server: once for each message, whatever happens to the process."""

import signal
import threading
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise

import pytest
from sqlalchemy import select, update

from emulation.accounts.models import SignedSession, User
from emulation.audit.changes import now
from emulation.audit.checkpoints import latest, seal
from emulation.audit.models import RequestDone
from emulation.database import db, write_tx
from emulation.maintenance import mails
from emulation.maintenance.mailing import send_waiting
from emulation.maintenance.parts import run
from emulation.notices.kinds import NoticeKind
from emulation.notices.models import Notice, OutgoingMail
from emulation.notices.operations import mark_read, tell
from emulation.rules.roles import AGENCY_ROLES
from tests.support.tables import saved


def wants_mail(year, *names, **more):
    with write_tx() as session:
        for name in names:
            person = User.id == year.people[name].id
            values = {"email": f"{name.replace('_', '.')}@example.vn", **more}
            session.execute(update(User).where(person).values(values))


def say(year, reason="Thiếu chữ ký", *, at=None):
    with write_tx():
        tell(
            NoticeKind.SET_ASIDE,
            unit_id=year.unit_ids["commune"],
            roles=AGENCY_ROLES,
            url="/assessments/1",
            facts={"commune": "Xã Đại Hóa", "year": 2026, "reason": reason},
            at=at or now(),
        )


def all_mails():
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()


def send(mail, clock=now):
    db.session.rollback()
    return send_waiting(mail, clock=clock)


def test_a_message_goes_out_once_in_the_language_of_its_reader(year, postbox, mail):
    wants_mail(year, "official")
    wants_mail(year, "signer", language="en")
    say(year)

    assert send(mail).sent == 2
    assert send(mail).sent == 0

    texts = {str(one["To"]): one for one in postbox.received}
    vietnamese, english = texts["official@example.vn"], texts["signer@example.vn"]
    assert str(vietnamese["Subject"]).startswith("Hồ sơ năm 2026 của Xã Đại Hóa")
    assert "https://thanthien.example.vn/assessments/1" in vietnamese.get_content()
    assert "Reason: Thiếu chữ ký" in str(english["Subject"])
    assert english["Auto-Submitted"] == "auto-generated"
    assert len(set(postbox.ids)) == 2


def test_several_messages_share_one_mail(year, postbox, mail):
    wants_mail(year, "official")
    for reason in ("một", "hai", "ba"):
        say(year, reason)

    send(mail)

    (digest,) = postbox.received
    assert digest["Subject"] == "3 thông báo mới"
    assert digest.get_content().count("/assessments/1") == 3


def test_the_last_checkpoint_stands_under_every_mail(year, postbox, mail):
    wants_mail(year, "official")
    say(year)
    with write_tx():
        seal(now())

    send(mail)

    note = latest().note
    assert note.strip() in postbox.received[0].get_content().replace("\r\n", "\n")


def test_what_was_read_or_is_old_or_no_longer_wanted_stays_out(year, postbox, mail):
    wants_mail(year, "official")
    say(year, at=now() - timedelta(days=4))
    say(year)
    with write_tx():
        mark_read(year.people["official"].id, up_to=10**6, at=now())
    say(year)
    wants_mail(year, "official", wants_mail=False)

    assert send(mail).sent == 0
    wants_mail(year, "official", wants_mail=True)
    assert send(mail).sent == 0
    assert postbox.received == []


def test_a_line_break_in_a_reason_starts_no_header(year, postbox, mail):
    wants_mail(year, "official")
    say(year, "Một\r\nBcc: all@example.vn")

    send(mail)

    assert postbox.received[0]["Bcc"] is None


def test_a_busy_server_is_tried_again_later_and_later_and_then_no_more(year, postbox, mail):
    wants_mail(year, "official")
    say(year)
    postbox.answer = "451 Try again later"
    begun = at = now()
    tries = [begun]
    for _ in range(5):
        assert send(mail, clock=partial(lambda then: then, at)).failed == 1
        (one,) = all_mails()
        assert send(mail, clock=partial(lambda then: then, at)).failed == 0
        at = one.next_try_at or at
        tries.append(at)
    assert [after - before for before, after in pairwise(tries[:5])] == list(mails.PAUSES)
    assert (one.attempts, one.given_up_at) == (5, at)
    assert one.error == "451 Try again later"


def test_an_address_that_is_refused_is_not_tried_again(year, postbox, mail):
    wants_mail(year, "official")
    say(year)
    postbox.answer = "550 No such person"

    send(mail)

    (one,) = all_mails()
    assert one.given_up_at is not None
    assert one.error == "550 No such person"


def test_a_server_that_is_away_costs_no_attempt_and_stops_no_other_part(year, mail):
    wants_mail(year, "official")
    say(year)
    with write_tx() as session:
        old = now() - timedelta(days=31)
        session.add(RequestDone(request_id="a" * 36, route="x", result_url="/", at=old))

    outcomes = {one.name: one for one in run(mail | {"port": 1}, clock=now)}

    assert outcomes["mail"].failed
    assert outcomes["requests"].said == "1 forgotten"
    (one,) = all_mails()
    assert (one.attempts, one.sent_at) == (0, None)


def test_without_a_server_nothing_is_sent_and_nothing_fails(year):
    wants_mail(year, "official")
    say(year)

    assert [one.said for one in run({}, clock=now) if one.name == "mail"] == ["off"]
    assert all_mails() == []


def test_two_runs_at_once_remind_once_and_send_each_mail_once(year, postbox, program):
    wants_mail(year, "official", "signer", "other_official", "department_official")
    say(year)
    db.session.rollback()

    runs = [program.start() for _ in range(2)]
    said = [one.communicate(timeout=100) for one in runs]

    assert [one.returncode for one in runs] == [0, 0], said
    reminders = select(Notice.key).where(Notice.kind == NoticeKind.DEADLINE)
    assert len(db.session.scalars(reminders).all()) == 3
    assert len(postbox.ids) == len(set(postbox.ids)) == len(all_mails())
    text = "".join(one.get_content() for one in postbox.received)
    assert text.count("/assessments/") == 2 + 3


def make_mail(year, name):
    """Let one message wait in a mail of its own."""
    person = year.people[name]
    mail = saved(
        OutgoingMail(user_id=person.id, address="a@example.vn", made_at=now(), next_try_at=now())
    )
    saved(
        Notice(
            user_id=person.id,
            key=str(mail.id),
            kind=NoticeKind.PUBLISHED,
            role=person.role,
            unit_id=person.unit_id,
            url="/rankings/2024",
            facts={"year": 2024},
            at=now(),
            mail_id=mail.id,
        )
    )


def test_many_mails_and_many_senders_at_once_send_each_once(app, year, postbox, mail):
    names = ("official", "signer", "other_official", "department_official", "inspector", "head")
    wants_mail(year, *names)
    for name in names * 5:
        make_mail(year, name)
    db.session.rollback()
    start = threading.Barrier(3)

    def sender():
        with app.app_context():
            start.wait()
            send_waiting(mail, clock=now)
            db.session.remove()

    threads = [threading.Thread(target=sender) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(postbox.ids) == len(set(postbox.ids)) == 30


@pytest.mark.parametrize("_round", range(2))
def test_a_process_killed_while_it_sends_leaves_a_mail_that_nobody_sends_again(
    year, postbox, mail, program, _round
):
    wants_mail(year, "official")
    say(year)
    db.session.rollback()
    running = []
    postbox.on_data = lambda: running[0].send_signal(signal.SIGKILL)

    running.append(program.start())
    running[0].communicate(timeout=100)
    postbox.on_data = None

    assert len(postbox.received) == 1
    assert send(mail).sent == 0
    much_later = datetime.now(UTC) + timedelta(hours=1)
    assert send(mail, clock=lambda: much_later).interrupted == 1
    assert len(postbox.received) == 1
    (one,) = all_mails()
    assert one.error == mails.INTERRUPTED


def test_sessions_that_are_over_are_ended(year):
    official = year.people["official"].id
    for hours in (13, 1):
        saved(
            SignedSession(
                token_hash=str(hours),
                user_id=official,
                grant_id=year.users["official"].grants[0].id,
                started_at=now() - timedelta(hours=hours),
            )
        )

    assert {one.name: one.said for one in run({}, clock=now)}["sessions"] == "1 ended"

    still_open = select(SignedSession.token_hash).where(SignedSession.ended_at.is_(None))
    assert db.session.scalars(still_open).all() == ["1"]


def test_a_run_seals_the_log_and_a_second_one_finds_nothing_new(year):
    first, second = ({one.name: one for one in run({}, clock=now)} for _ in range(2))

    assert "sealed" in first["checkpoint"].said or "nothing" in first["checkpoint"].said
    assert second["checkpoint"].said == "nothing new"
    assert not any(one.failed for one in (*first.values(), *second.values()))


def test_old_requests_go_and_new_ones_stay(year):
    saved(RequestDone(request_id="n" * 36, route="x", result_url="/", at=now()))
    saved(
        RequestDone(request_id="o" * 36, route="x", result_url="/", at=now() - timedelta(days=31))
    )

    list(run({}, clock=now))

    assert db.session.scalars(select(RequestDone.request_id)).all() == ["n" * 36]
