"""Serving the last build for good, or the sources themselves while there is none of them."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, request
from whitenoise import WhiteNoise
from whitenoise.media_types import MediaTypes

from emulation.assets.building import BUILD, MANIFEST, is_fresh, read_manifest
from emulation.assets.sources import sources

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/assets/"
_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
)


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
