"""What is served: our own files, and those that come out of installed packages."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from emulation.assets.icons import ICONS

ROOT = Path(__file__).parent.parent.parent
SOURCES = ROOT / "static"

_IMPORT = re.compile(r'@import url\("([^"]+)"\);\n?')
_CSS_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
# A comment that has its lines to itself.
_JS_COMMENT = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n", re.DOTALL | re.MULTILINE)
_SYMBOL = re.compile(r'<symbol[^>]*\bid="([^"]+)".*?</symbol>', re.DOTALL)


class MissingIcon(Exception):
    """An icon is listed that the installed package does not have."""


@dataclass(frozen=True)
class Source:
    """A file as it will be served: which bundle it travels in, and how its bytes are made."""

    bundle: str
    name: str
    read: Callable[[], bytes]


def sources() -> dict[str, Source]:
    """Return everything that is served, by the name that `asset_url` is given."""
    bootstrap = _package("flask_bootstrap") / "static" / "bootstrap5"
    plotly = _package("plotly") / "package_data" / "plotly.min.js"
    css = bootstrap / "css" / "bootstrap.min.css"
    sprite = bootstrap / "icons" / "bootstrap-icons.svg"
    found = [Source("app", name, _reader(SOURCES / name)) for name in _own_names()]
    found += [
        Source("bootstrap", "bootstrap.css", lambda: _without_source_map(css.read_bytes())),
        Source("icons", "icons.svg", lambda: cut_sprite(sprite.read_text("utf-8"), ICONS)),
        Source("plotly", "plotly.js", plotly.read_bytes),
    ]
    return {source.name: source for source in found}


def _own_names() -> list[str]:
    # A sheet that another one takes in is not served by itself.
    paths = sorted(path for path in SOURCES.rglob("*") if path.is_file())
    sheets = {SOURCES / "css" / name for name in _imported(SOURCES / "css" / "app.css")}
    return [path.relative_to(SOURCES).as_posix() for path in paths if path not in sheets]


def _imported(sheet: Path) -> list[str]:
    return _IMPORT.findall(sheet.read_text("utf-8"))


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(name)
    return Path(spec.origin).parent


def _reader(path: Path) -> Callable[[], bytes]:
    if path.suffix == ".css":
        return lambda: _one_sheet(path).encode()
    if path.suffix == ".js":
        return lambda: _JS_COMMENT.sub("", path.read_text("utf-8")).encode()
    return path.read_bytes


def _one_sheet(path: Path) -> str:
    text = path.read_text("utf-8")
    whole = _IMPORT.sub(lambda found: _one_sheet(path.parent / found[1]), text)
    return _CSS_COMMENT.sub("", whole)


def _without_source_map(css: bytes) -> bytes:
    return re.sub(rb"/\*# sourceMappingURL=.*?\*/", b"", css)


def cut_sprite(sprite: str, names: Iterable[str]) -> bytes:
    """Return a sprite with these symbols only."""
    symbols = {found[1]: found[0] for found in _SYMBOL.finditer(sprite)}
    missing = [name for name in names if name not in symbols]
    if missing:
        raise MissingIcon(", ".join(missing))
    body = "".join(re.sub(r"\s+", " ", symbols[name]) for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg">{body}</svg>'.encode()


def fingerprint() -> str:
    """Return a word that changes whenever a build would give something else."""
    digest = hashlib.sha256()
    for path in sorted((*SOURCES.rglob("*"), *Path(__file__).parent.glob("*.py"))):
        if path.is_file():
            digest.update(path.relative_to(ROOT).as_posix().encode())
            digest.update(path.read_bytes())
    for package in ("bootstrap-flask", "plotly"):
        digest.update(version(package).encode())
    return digest.hexdigest()
