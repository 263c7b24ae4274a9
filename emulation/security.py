"""Headers that every answer carries, errors included."""

from flask import Flask, Response, current_app, request
from werkzeug.routing import IntegerConverter, Map

# Two style elements of the chart library: one that it leaves empty, and one for maps, unused here.
CHART_STYLES = (
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "'sha256-ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o='",
)
DIRECTIVES = (
    "default-src 'self'",
    "script-src 'self'",
    f"style-src 'self' {' '.join(CHART_STYLES)}",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
)
CONTENT_SECURITY_POLICY = "; ".join(DIRECTIVES)


LARGEST_KEY = 2**31 - 1


class KeyConverter(IntegerConverter):
    """A whole number in an address, as far as a key of the database goes; larger ones are 404."""

    def __init__(self, url_map: Map, min: int | None = None, max: int = LARGEST_KEY) -> None:  # noqa: A002 (words of the address)
        super().__init__(url_map, min=min, max=max)


def init_security(app: Flask) -> None:
    app.url_map.converters["int"] = KeyConverter
    app.before_request(limit_text)
    app.after_request(add_headers)


def limit_text() -> None:
    """Let only uploads be as large as files may be; a form of text ends far earlier."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = current_app.config["LARGEST_TEXT_FORM"]


def add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "geolocation=(), microphone=()")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    headers.setdefault("Cache-Control", "no-store")
    return response
