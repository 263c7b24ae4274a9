"""Front-end files: built from our sources and the installed packages, then served for good."""

import gzip
import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import brotli
from flask import Flask, Response, current_app, request
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor
from whitenoise.media_types import MediaTypes

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "static"
BUILD = ROOT / "build" / "assets"
PREFIX = "/assets/"
MANIFEST = "manifest.json"

# The icons that pages may name; everything else in the package stays there.
ICONS = (
    "arrow-counterclockwise",
    "arrow-repeat",
    "award",
    "bar-chart-line",
    "bell",
    "box-arrow-in-right",
    "box-arrow-right",
    "building",
    "calendar-event",
    "camera",
    "caret-down-fill",
    "caret-up-fill",
    "chat-left-text",
    "check-circle-fill",
    "check-lg",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "circle",
    "circle-half",
    "clock-history",
    "cloud-check",
    "cloud-slash",
    "dash",
    "dash-circle",
    "download",
    "exclamation-triangle-fill",
    "eye",
    "file-earmark",
    "file-earmark-excel",
    "file-earmark-image",
    "file-earmark-pdf",
    "file-earmark-spreadsheet",
    "file-earmark-text",
    "file-earmark-word",
    "funnel",
    "geo-alt",
    "inbox",
    "info-circle",
    "key",
    "keyboard",
    "lightbulb",
    "list-check",
    "lock",
    "moon",
    "paperclip",
    "patch-check",
    "pencil",
    "people",
    "person-circle",
    "plus-lg",
    "printer",
    "question-lg",
    "search",
    "send",
    "shield-check",
    "star-fill",
    "trash",
    "upload",
    "wifi-off",
    "x-circle-fill",
    "x-lg",
)

_IMPORT = re.compile(r'@import url\("([^"]+)"\);\n?')
_CSS_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_JS_HEAD_COMMENT = re.compile(r"\A/\*.*?\*/\s*", re.DOTALL)
_SYMBOL = re.compile(r'<symbol[^>]*\bid="([^"]+)".*?</symbol>', re.DOTALL)
_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
)


class MissingIcon(Exception):
    """An icon is listed that the installed package does not have."""


# -- what there is ------------------------------------------------------------------------------


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
        return lambda: _JS_HEAD_COMMENT.sub("", path.read_text("utf-8")).encode()
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
    for path in sorted((*SOURCES.rglob("*"), Path(__file__))):
        if path.is_file():
            digest.update(path.as_posix().encode())
            digest.update(path.read_bytes())
    for package in ("bootstrap-flask", "plotly"):
        digest.update(version(package).encode())
    return digest.hexdigest()


# -- building -----------------------------------------------------------------------------------


def build(folder: Path = BUILD) -> bool:
    """Write what is served, each file also as .br and .gz; say whether anything was to be done."""
    before = read_manifest(folder)
    if is_fresh(before, folder):
        return False
    names: dict[str, list[Source]] = {}
    for source in sources().values():
        names.setdefault(source.bundle, []).append(source)
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for bundle, files in names.items():
        home = _write_bundle(folder, bundle, files)
        paths.update({source.name: f"{home}/{source.name}" for source in files})
    manifest = {"fingerprint": fingerprint(), "paths": paths}
    draft = folder / f"{MANIFEST}.new"
    draft.write_text(json.dumps(manifest, indent=1, sort_keys=True))
    draft.replace(folder / MANIFEST)
    _sweep(folder, keep={path.split("/")[0] for path in _paths_of(before, manifest)})
    return True


def _write_bundle(folder: Path, bundle: str, files: Iterable[Source]) -> str:
    """Write the files under a name made from their content, and return that name."""
    contents = {source.name: source.read() for source in files}
    digest = hashlib.sha256()
    for name, content in sorted(contents.items()):
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    home = f"{bundle}-{digest.hexdigest()[:12]}"
    if (folder / home).is_dir():
        return home
    draft = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
    draft.chmod(0o755)
    compressor = Compressor(quiet=True)
    for name, content in contents.items():
        path = draft / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        compressor.compress(str(path))
    try:
        draft.rename(folder / home)
    except OSError:  # another build was here first, and wrote the very same
        shutil.rmtree(draft)
    return home


def _paths_of(*manifests: Mapping[str, Any] | None) -> set[str]:
    return {path for manifest in manifests if manifest for path in manifest["paths"].values()}


def _sweep(folder: Path, keep: set[str]) -> None:
    # The build before this one stays: a server that still runs may be serving it.
    for path in folder.iterdir():
        if path.is_dir() and path.name not in keep and not path.name.startswith(".new-"):
            shutil.rmtree(path)


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Return what the last build wrote, or None when there was none."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and "paths" in manifest else None


def is_fresh(manifest: Mapping[str, Any] | None, folder: Path) -> bool:
    """Say whether this build is what the sources would give now, and is all there."""
    return (
        manifest is not None
        and manifest.get("fingerprint") == fingerprint()
        and all((folder / path).is_file() for path in manifest["paths"].values())
    )


# -- serving ------------------------------------------------------------------------------------


def init_assets(app: Flask) -> None:
    """Serve the last build, or the sources as they are when there is no build of them."""
    folder = Path(app.config.get("ASSETS_FOLDER", BUILD))
    manifest = read_manifest(folder)
    if manifest is not None and is_fresh(manifest, folder):
        app.extensions["assets"] = dict(manifest["paths"])
        app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
            app.wsgi_app,
            root=str(folder),
            prefix=PREFIX,
            allow_all_origins=False,
            immutable_file_test=lambda _path, url: not url.endswith(MANIFEST),
            add_headers_function=lambda headers, _path, _url: [
                headers.add_header(*header) for header in _HEADERS
            ],
        )
    else:
        app.extensions["assets"] = {
            name: f"{source.bundle}/{name}" for name, source in sources().items()
        }
        app.wsgi_app = SourceFiles(app.wsgi_app)  # type: ignore[method-assign]
    app.jinja_env.globals["asset_url"] = asset_url


def asset_url(name: str) -> str:
    """Return the address of a front-end file, such as css/app.css or plotly.js."""
    return f"{request.script_root}{PREFIX}{current_app.extensions['assets'][name]}"


class SourceFiles:
    """Serve the sources themselves, for tests and while the look is being worked on."""

    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application
        self.media_types = MediaTypes()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(PREFIX) or environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return self.application(environ, start_response)
        source = sources().get(path.removeprefix(PREFIX).partition("/")[2])
        if source is None:
            return self.application(environ, start_response)
        kind = self.media_types.get_type(source.name)
        response = Response(source.read(), content_type=f"{kind}; charset=utf-8")
        response.headers.extend((*_HEADERS, ("Cache-Control", "no-cache")))
        response.add_etag()
        return response.make_conditional(environ)(environ, start_response)


# -- pages --------------------------------------------------------------------------------------

_SMALLEST = 1024
_QUICK = 5
_TEXTS = {"text/html", "text/css", "text/csv", "text/plain", "application/json", "image/svg+xml"}


def init_compression(app: Flask) -> None:
    """Compress every page worth it on its way out, quickly rather than tightly."""
    app.after_request(compress)


def compress(response: Response) -> Response:
    """Compress the answer when it is long enough and the reader can read it so.

    A page carries a secret (its token) beside words of the reader. Probing it through its length
    needs requests with the reader's cookie from elsewhere, and the cookie is SameSite.
    """
    if response.mimetype not in _TEXTS or response.is_streamed or response.direct_passthrough:
        return response
    response.vary.add("Accept-Encoding")
    if "Content-Encoding" in response.headers or (response.content_length or 0) < _SMALLEST:
        return response
    wanted = request.accept_encodings.best_match(("br", "gzip"))
    if wanted == "br":
        response.set_data(brotli.compress(response.get_data(), quality=_QUICK))
    elif wanted == "gzip":
        response.set_data(gzip.compress(response.get_data(), _QUICK, mtime=0))
    else:
        return response
    response.headers["Content-Encoding"] = wanted
    etag, _weak = response.get_etag()
    if etag is not None:
        response.set_etag(etag, weak=True)
    return response
