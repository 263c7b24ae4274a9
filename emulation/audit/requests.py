"""Which changing request is being carried out, for the log to name it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def current_request() -> str:
    """Return the id of the form that is being carried out; empty for commands."""
    return _request_id.get()


@contextmanager
def carrying_out(request_id: str) -> Iterator[None]:
    token = _request_id.set(request_id)
    try:
        yield
    finally:
        _request_id.reset(token)
