"""Every setting, read from the environment once and checked at start."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

MEGABYTE = 1024 * 1024
ROOT = Path(__file__).parent.parent


class WrongSetting(Exception):
    """A setting in the environment cannot be used; the sentence says which and why."""


def settings_from(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the configuration of the application; create the data folder and its secret."""
    data = Path(environ.get("EMULATION_DATA", "instance")).absolute()
    data.mkdir(parents=True, exist_ok=True)
    https = environ.get("EMULATION_HTTPS", "") == "1"
    return {
        "DATA_FOLDER": data,
        "SQLALCHEMY_DATABASE_URI": database_url(environ, data),
        "SECRET_KEY": environ.get("EMULATION_SECRET_KEY") or secret_in(data),
        "SESSION_COOKIE_NAME": "__Host-emulation" if https else "emulation",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PREFERRED_URL_SCHEME": "https" if https else "http",
        "TRUSTED_PROXIES": whole_number(environ, "EMULATION_TRUSTED_PROXIES", 0),
        "MAX_CONTENT_LENGTH": 110 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 2 * MEGABYTE,
        "LARGEST_TEXT_FORM": 16 * MEGABYTE,
        "EVIDENCE_MAX_BYTES": 20 * MEGABYTE,
        "WTF_CSRF_TIME_LIMIT": None,
        "PASSWORD_HASH_COST": {"time_cost": 2, "memory_cost": 19456, "parallelism": 1},
        "BABEL_DEFAULT_LOCALE": "vi",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "emulation" / "data" / "translations"),
        "BOOTSTRAP_SERVE_LOCAL": True,
    }


def database_url(environ: Mapping[str, str], data: Path) -> str:
    """Return DATABASE_URL, else the address of the embedded database in the data folder."""
    url = environ.get("DATABASE_URL", "")
    if not url:
        return f"sqlite:///{data / 'emulation.db'}"
    if url.startswith(("postgres://", "postgresql://")):
        return "postgresql+psycopg://" + url.split("://", 1)[1]
    if url.startswith(("postgresql+psycopg://", "sqlite:///")):
        return url
    raise WrongSetting("DATABASE_URL must start with postgresql:// or sqlite:///")


def secret_in(data: Path) -> str:
    """Return the secret kept in the data folder; the first process to start makes it."""
    path = data / "secret.key"
    if not path.exists():
        draft = data / f".secret.{secrets.token_hex(8)}"
        descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


def whole_number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, str(default))
    if not text.isascii() or not text.isdigit():
        raise WrongSetting(f"{name} must be a whole number, not {text!r}")
    return int(text)
