"""The migration that gives publications signatures, and back, with older publications in it."""

import os

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from emulation.app import create_app
from emulation.database import db, writing
from emulation.rankings.queries import find_publication, published_lines
from tests.support.databases import PostgresqlDatabase, SqliteFile

OLD = '{"rows":[],"summary":{}}'
ROWS = (
    (
        "INSERT INTO unit (id, code, name, name_folded, kind, valid_from, version)"
        " VALUES (1, '24', 'Tỉnh Bắc Giang', 'tinh bac giang', 'province', '2020-01-01', 1),"
        " (2, '07420', 'Xã Đại Hóa', 'xa dai hoa', 'commune', '2020-01-01', 1)"
    ),
    (
        "INSERT INTO criteria_set"
        " (id, code, version, title_vi, title_en, content, source, digest, imported_at)"
        " VALUES (1, 'X', '1', 'X', 'X', '{}', '', 'x', '2024-01-01')"
    ),
    (
        "INSERT INTO period (id, year, province_id, criteria_set_id, state, opened_at,"
        " initiatives_minimum, explanation_days, version)"
        " VALUES (1, 2023, 1, 1, 'published', '2023-01-01', 3, 3, 2)"
    ),
    (
        "INSERT INTO publication (id, period_id, number, code, published_at, signed_by, summary,"
        f" content, digest) VALUES (1, 1, 1, 'CQTT-2023-1', '2024-01-15', 'Hội đồng', '{{}}',"
        f" '{OLD}', '{'d' * 64}')"
    ),
    (
        "INSERT INTO published_row (id, publication_id, position, unit_id, unit_code, unit_name,"
        " name_folded, kind, district_name, cluster, rank, total, level, last_level, headings,"
        " reasons, unranked_because) VALUES (1, 1, 1, 2, '07420', 'Xã Đại Hóa', 'xa dai hoa',"
        " 'commune', '', '', 1, 8255, 'L1', '', '{}', '[]', '')"
    ),
)


@pytest.fixture
def old_app(tmp_path):
    """Give an application on a database of its own, as it was before signatures."""
    server = os.environ.get("TEST_DATABASE_URL")
    database = PostgresqlDatabase(server) if server else SqliteFile(tmp_path)
    app = create_app(
        {
            "SECRET_KEY": "only for tests",
            "SQLALCHEMY_DATABASE_URI": database.url,
            "DATA_FOLDER": tmp_path,
        }
    )
    with app.app_context():
        upgrade(revision="0003")
        with writing(db.engine), db.engine.begin() as connection:
            for statement in ROWS:
                # A colon in JSON is not a parameter.
                connection.execute(text(statement.replace(":", "\\:")))
        yield app
        db.session.remove()
        db.engine.dispose()
    database.drop()


def test_what_was_published_before_stays_readable_and_unsigned(old_app):
    upgrade()

    found = find_publication(2023)
    assert (found.code, found.content, found.is_signed) == ("CQTT-2023-1", OLD, False)
    assert (found.previous_digest, found.corrects_id, found.changes) == (None, None, [])
    [line] = published_lines(found.id)
    assert (line.unit_name, line.classification, line.predecessors) == ("Xã Đại Hóa", "", [])


def test_the_way_back_keeps_what_was_published(old_app):
    upgrade(revision="0004")
    downgrade(revision="0003")

    columns = {one["name"] for one in inspect(db.engine).get_columns("publication")}
    assert "signature" not in columns
    stored = text("SELECT code, content FROM publication JOIN published_row ON rank = 1")
    assert db.session.execute(stored).all() == [("CQTT-2023-1", OLD)]
