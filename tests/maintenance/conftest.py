"""A year whose deadlines lie around today, and a real mail server that keeps what it gets."""

import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller

from emulation.assessments.models import Assessment, SheetTotal
from emulation.config import ROOT
from emulation.database import write_tx
from emulation.periods.models import PeriodWindow
from emulation.rules.deadlines import WindowKind, local_day
from emulation.rules.workflow import Stage
from tests.support.small_year import small_year

NOTHING = {"total": 0, "core": 0, "bonus": 0, "deduction": 0}


class Postbox:
    """What a mail server does with what it gets; `answer` may refuse it."""

    def __init__(self):
        self.received = []
        self.answer = "250 OK"
        self.on_data = None

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 (its name there)
        if self.on_data is not None:
            self.on_data()
        if self.answer.startswith("2"):
            self.received.append(message_from_bytes(envelope.content, policy=default))
        return self.answer

    @property
    def ids(self):
        return sorted(mail["Message-ID"] for mail in self.received)


@pytest.fixture
def postbox():
    box = Postbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        box.port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def mail(postbox):
    """Give the settings that lead to the server of this test."""
    return {
        "host": "127.0.0.1",
        "port": postbox.port,
        "tls": False,
        "username": "",
        "password": "",
        "sender": "khong-tra-loi@example.vn",
        "public_url": "https://thanthien.example.vn",
        "domain": "thanthien.example.vn",
    }


@pytest.fixture
def year(database):
    """Open a year whose self-assessment ends in three days; both communes' sheets are drafts."""
    world = small_year()
    today = local_day(datetime.now(UTC))
    with write_tx() as session:
        for kind, days in ((WindowKind.SELF_ASSESSMENT, 3), (WindowKind.VERIFICATION, 30)):
            session.add(
                PeriodWindow(
                    period_id=world.period_id,
                    kind=kind,
                    opens_on=today - timedelta(days=10),
                    closes_on=today + timedelta(days=days),
                )
            )
        world.sheets = {}
        for name in ("commune", "other_commune"):
            sheet = Assessment(participant_id=world.participants[name])
            session.add(sheet)
            session.flush()
            session.add(sheet_total(sheet.id))
            world.sheets[name] = sheet.id
    world.today = today
    return world


def sheet_total(sheet_id):
    return SheetTotal(
        assessment_id=sheet_id,
        stage=Stage.SELF,
        exact_total="0",
        level="",
        headings={},
        groups={},
        reasons=[],
        lines_done=1,
        lines_all=3,
        computed_at=datetime.now(UTC),
        **NOTHING,
    )


@pytest.fixture
def program(data_folder, database_of_this_process, postbox):
    """Give a starter of `maintenance run` in a process of its own, beside the tests' own."""
    settings = {
        "EMULATION_DATA": str(data_folder),
        "DATABASE_URL": database_of_this_process.url,
        "EMULATION_SMTP_URL": f"smtp://127.0.0.1:{postbox.port}",
        "EMULATION_MAIL_FROM": "khong-tra-loi@example.vn",
        "EMULATION_PUBLIC_URL": "https://thanthien.example.vn",
    }

    def start(**more):
        return subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "maintenance", "run"],
            cwd=ROOT,
            env=os.environ | settings | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return SimpleNamespace(start=start)
