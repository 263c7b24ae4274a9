"""Pages compressed on their way out, quickly rather than tightly."""

import gzip

import brotli
from flask import Flask, Response, request

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
