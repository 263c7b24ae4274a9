"""`periods open` and `periods status`, on the real province."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from emulation.database import write_tx
from emulation.periods.models import Extension
from emulation.rules.deadlines import ExtensionKind
from tests.criteria.sets import SHIPPED
from tests.support.small_year import OPENED, small_year


@pytest.fixture
def run(app, database):
    def invoked(*words):
        database.session.remove()
        return app.test_cli_runner().invoke(args=[*map(str, words)])

    return invoked


def test_real_province_is_opened_and_its_state_printed(run):
    run("units", "import", SHIPPED.parent / "bac_giang_units_2024.csv")
    run("criteria", "import", SHIPPED)

    done = run("periods", "open", 2024, "--criteria", "CQTT-BG")
    assert done.exit_code == 0, done.output
    assert "209 communes" in done.output

    status = run("periods", "status", 2024).output
    assert "self_assessment: 2024-11-01 to 2024-11-20 (closed since 2024-11-21)" in status
    assert "appeal: 5 days after the result" in status
    assert "Huyện Hiệp Hòa: draft 25" in status
    assert "communes: 209" in status
    assert "initiatives: 0;" in status

    again = run("periods", "open", 2024, "--criteria", "CQTT-BG")
    assert again.exit_code == 1
    assert "2024 is already open" in again.stderr


def test_status_tells_days_left_and_extensions(run):
    year = small_year()
    with write_tx() as session:
        for day in (3, 9, 6):
            session.add(
                Extension(
                    participant_id=year.participants["commune"],
                    kind=ExtensionKind.SELF_ASSESSMENT,
                    until=date(2024, 12, day),
                    reason="Mất điện do bão",
                    granted_by_id=year.people["council"].id,
                    granted_at=OPENED,
                )
            )
    with time_machine.travel(datetime(2024, 2, 27, 3, tzinfo=UTC)):
        status = run("periods", "status", 2024).output
    assert "initiative_registration: 2024-01-01 to 2024-02-29 (2 days left)" in status
    assert "extended: Xã Đại Hóa, self_assessment until 2024-12-09" in status
    assert status.count("extended:") == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("open", 2024, "--criteria", "NOWHERE"), "there is no criteria set NOWHERE"),
        (("status", 2024), "2024 is not open"),
        (("open", 1999, "--criteria", "X"), "not in the range"),
        (("open", "năm nay", "--criteria", "X"), "not a valid integer"),
    ],
)
def test_wrong_command_gets_a_sentence(run, words, sentence):
    done = run("periods", *words)
    assert done.exit_code in {1, 2}
    assert sentence in done.stderr


def test_province_must_be_there(run):
    run("criteria", "import", SHIPPED)

    done = run("periods", "open", 2024, "--criteria", "CQTT-BG")
    assert done.exit_code == 1
    assert "import units first" in done.stderr
