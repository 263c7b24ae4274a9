import shutil
from pathlib import Path

import brotli
import pytest

from emulation.assets import building
from emulation.assets.building import build, is_fresh, read_manifest
from emulation.assets.icons import ICONS
from emulation.assets.sources import MissingIcon, cut_sprite, sources


@pytest.fixture(scope="module")
def everything():
    """All that is served but the chart library, which takes seconds to compress."""
    return [source for source in sources().values() if source.bundle != "plotly"]


@pytest.fixture(scope="module")
def built(everything, tmp_path_factory):
    folder = tmp_path_factory.mktemp("assets")
    assert build(folder, everything)
    return folder


@pytest.fixture
def folder(built, tmp_path):
    """A build of one's own: some tests make it stale."""
    return Path(shutil.copytree(built, tmp_path / "assets"))


def test_each_file_stands_beside_its_compressed_forms(folder):
    sheet = folder / read_manifest(folder)["paths"]["css/app.css"]

    assert brotli.decompress(sheet.with_name("app.css.br").read_bytes()) == sheet.read_bytes()
    assert sheet.with_name("app.css.gz").exists()


def test_nothing_is_done_when_nothing_changed(folder, everything):
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}

    assert not build(folder, everything)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_changed_sources_make_the_build_stale_and_the_one_before_it_stays(
    folder, everything, monkeypatch
):
    before = read_manifest(folder)
    monkeypatch.setattr(building, "fingerprint", lambda: "another")
    changed = [one for one in everything if one.name != "img/star.svg"]

    assert not is_fresh(before, folder)
    assert build(folder, changed)
    homes = {path.split("/")[0] for path in read_manifest(folder)["paths"].values()}
    assert homes != {path.split("/")[0] for path in before["paths"].values()}
    assert (folder / before["paths"]["css/app.css"]).exists()


def test_a_build_with_a_file_missing_is_not_used(folder):
    manifest = read_manifest(folder)

    assert not is_fresh({**manifest, "paths": {"gone.css": "app-0/gone.css"}}, folder)
    assert not is_fresh(None, folder)


def test_a_damaged_manifest_counts_as_none(tmp_path):
    (tmp_path / "manifest.json").write_text("{")

    assert read_manifest(tmp_path) is None


def test_one_sheet_holds_all_the_others():
    sheet = sources()["css/app.css"].read().decode()

    assert "@import" not in sheet
    assert "--ink:" in sheet
    assert ".ranking-table" in sheet
    assert "css/tokens.css" not in sources()


def test_the_sprite_has_the_listed_icons_and_no_others():
    sprite = sources()["icons.svg"].read().decode()

    assert sprite.count("<symbol") == len(ICONS) == len(set(ICONS))
    with pytest.raises(MissingIcon):
        cut_sprite("<svg></svg>", ["no-such-icon"])
