import gzip

import brotli
import pytest
from flask import Flask

from emulation.assets import asset_url, building, init_assets, init_compression
from emulation.assets.sources import sources

LONG = "Chính quyền thân thiện. " * 200


def program(folder):
    app = Flask("served", static_folder=None)
    app.config["ASSETS_FOLDER"] = folder
    init_assets(app)
    init_compression(app)
    app.add_url_rule("/long", view_func=lambda: LONG)
    app.add_url_rule("/short", endpoint="short", view_func=lambda: "Ngắn")
    return app


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("assets")
    building.build(folder, [one for one in sources().values() if one.bundle != "plotly"])
    return program(folder)


@pytest.fixture(scope="module")
def unbuilt(tmp_path_factory):
    return program(tmp_path_factory.mktemp("nothing"))


def address(app, name):
    with app.test_request_context():
        return asset_url(name)


def test_a_built_file_may_be_kept_for_ever(built):
    url = address(built, "css/app.css")
    answer = built.test_client().get(url, headers={"Accept-Encoding": "br"}, buffered=True)

    assert answer.headers["Cache-Control"].endswith("immutable")
    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"--ink" in brotli.decompress(answer.data)


def test_modules_find_each_other_in_one_folder(built):
    one, other = address(built, "js/main.js"), address(built, "js/autosave.js")

    assert one.rpartition("/")[0] == other.rpartition("/")[0]


@pytest.mark.parametrize("name", ["css/app.css", "js/main.js", "bootstrap.css", "icons.svg"])
def test_without_a_build_the_sources_are_served(unbuilt, name):
    answer = unbuilt.test_client().get(address(unbuilt, name))

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.data == sources()[name].read()


def test_unchanged_sources_are_not_sent_again(unbuilt):
    url = address(unbuilt, "css/app.css")
    first = unbuilt.test_client().get(url)
    second = unbuilt.test_client().get(url, headers={"If-None-Match": first.headers["ETag"]})

    assert second.status_code == 304


@pytest.mark.parametrize("url", ["/assets/app/../../wsgi.py", "/assets/app/nothing.css", "/assets"])
def test_only_listed_files_are_served(unbuilt, built, url):
    assert unbuilt.test_client().get(url).status_code == 404
    assert built.test_client().get(url).status_code == 404


def test_addresses_keep_the_path_the_program_is_mounted_under(built):
    with built.test_request_context(environ_overrides={"SCRIPT_NAME": "/than-thien"}):
        assert asset_url("icons.svg").startswith("/than-thien/assets/icons-")


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [("br, gzip", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress)],
)
def test_long_pages_are_compressed(built, accepted, encoding, unpack):
    answer = built.test_client().get("/long", headers={"Accept-Encoding": accepted})

    assert answer.headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert int(answer.headers["Content-Length"]) == len(answer.data) < len(LONG)
    assert unpack(answer.data).decode() == LONG


def test_short_pages_and_plain_readers_are_left_alone(built):
    client = built.test_client()

    assert "Content-Encoding" not in client.get("/short", headers={"Accept-Encoding": "br"}).headers
    assert "Content-Encoding" not in client.get("/long").headers
