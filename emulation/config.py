"""Every setting, read from the environment once and checked at start."""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SMTP_PORTS = {"smtp": 587, "smtps": 465}
# Plain letters only: what servers everywhere take, and what cannot end a line of a mail.
MAIL_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63}"
)
LONGEST_ADDRESS = 254
MEGABYTE = 1024 * 1024
SIZE = re.compile(r"(?P<number>[0-9]{1,9}) ?(?P<unit>[MG]B)", re.IGNORECASE | re.ASCII)
SIZES = {"MB": MEGABYTE, "GB": 1024 * MEGABYTE}
MOST_PERCENT = 90
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
        "SIGNING_KEY_FILE": file_named(environ, "EMULATION_SIGNING_KEY"),
        "SIGNATURE_ROOTS": folder_named(environ, "EMULATION_SIGNATURE_ROOTS"),
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
        "EVIDENCE_QUOTA": size_of(environ, "EMULATION_EVIDENCE_QUOTA", "5 GB"),
        "EVIDENCE_QUOTA_FILES": whole_number(environ, "EMULATION_EVIDENCE_QUOTA_FILES", 3000),
        "EVIDENCE_LEAST_FREE_PERCENT": percent(environ, "EMULATION_EVIDENCE_LEAST_FREE", 10),
        "EVIDENCE_BUCKET": evidence_bucket(environ),
        "PICTURES_AHEAD": environ.get("EMULATION_PICTURES_AHEAD", "1") == "1",
        "PICTURES_MAX_BYTES": size_of(environ, "EMULATION_PICTURES", "2 GB"),
        "COMPARE_ON_ARRIVAL": environ.get("EMULATION_COMPARE_ON_ARRIVAL", "1") == "1",
        "CLAMD": clamd_address(environ),
        "MAIL": mail_settings(environ),
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


def evidence_bucket(environ: Mapping[str, str]) -> dict[str, str]:
    """Return where evidence lies in an S3-compatible store; nothing when it lies on this disk.

    EMULATION_EVIDENCE names it: s3://BUCKET/PREFIX?endpoint=https://…&region=…; the keys are the
    usual AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
    """
    address = environ.get("EMULATION_EVIDENCE", "")
    if not address:
        return {}
    parts = urlsplit(address)
    if parts.scheme != "s3" or not parts.netloc:
        raise WrongSetting("EMULATION_EVIDENCE must look like s3://bucket/prefix?endpoint=…")
    options = dict(parse_qsl(parts.query))
    if unknown := options.keys() - {"endpoint", "region"}:
        raise WrongSetting(f"EMULATION_EVIDENCE has an unknown part: {', '.join(sorted(unknown))}")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        if not environ.get(name):
            raise WrongSetting(f"EMULATION_EVIDENCE names a bucket, so {name} is needed")
    return {
        "bucket": parts.netloc,
        "prefix": parts.path.strip("/"),
        "region": "us-east-1",
        **options,
        "access_key_id": environ["AWS_ACCESS_KEY_ID"],
        "secret_access_key": environ["AWS_SECRET_ACCESS_KEY"],
    }


def clamd_address(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return where the virus scanner listens; nothing when none is named, and then none is asked.

    EMULATION_CLAMD is unix:/run/clamav/clamd.ctl or tcp://host:3310.
    """
    address = environ.get("EMULATION_CLAMD", "")
    if not address:
        return {}
    parts = urlsplit(address)
    try:
        port = parts.port
    except ValueError:
        port = None
    if parts.scheme == "unix" and parts.path.startswith("/"):
        return {"path": parts.path}
    if parts.scheme == "tcp" and parts.hostname and port:
        return {"host": parts.hostname, "port": port}
    raise WrongSetting(
        "EMULATION_CLAMD must look like unix:/run/clamav/clamd.ctl or tcp://host:3310"
    )


def mail_settings(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return how mail goes out; nothing when no server is named, and then none does.

    EMULATION_SMTP_URL is smtp://user:password@host:port (STARTTLS where the server offers it, and
    always before a password) or smtps://…; EMULATION_MAIL_FROM and EMULATION_PUBLIC_URL go with it.
    """
    address = environ.get("EMULATION_SMTP_URL", "")
    if not address:
        return {}
    parts = urlsplit(address)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in SMTP_PORTS or not parts.hostname or port == 0:
        raise WrongSetting("EMULATION_SMTP_URL must look like smtp://user:password@host:587")
    if bool(parts.username) != bool(parts.password):
        raise WrongSetting("EMULATION_SMTP_URL needs both user and password, or neither")
    sender = environ.get("EMULATION_MAIL_FROM", "")
    if not MAIL_ADDRESS.fullmatch(sender):
        raise WrongSetting("EMULATION_MAIL_FROM must be an address such as no-reply@example.vn")
    public = urlsplit(environ.get("EMULATION_PUBLIC_URL", ""))
    if public.scheme not in {"http", "https"} or not public.hostname:
        raise WrongSetting("EMULATION_PUBLIC_URL must look like https://thanthien.example.vn")
    return {
        "host": parts.hostname,
        "port": port or SMTP_PORTS[parts.scheme],
        "tls": parts.scheme == "smtps",
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "sender": sender,
        "public_url": public.geturl().rstrip("/"),
        "domain": public.hostname,
    }


def secret_in(data: Path) -> str:
    """Return the secret of sessions, kept in the data folder."""
    return kept_secret(data / "secret.key", lambda: secrets.token_hex(32))


def kept_secret(path: Path, made: Callable[[], str]) -> str:
    """Return what the file holds, which its owner alone reads; the first process makes it."""
    if not path.exists():
        draft = path.parent / f".{path.stem}.{secrets.token_hex(8)}"
        descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(made())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


def file_named(environ: Mapping[str, str], name: str) -> Path | None:
    text = environ.get(name, "")
    return Path(text).absolute() if text else None


def size_of(environ: Mapping[str, str], name: str, default: str) -> int:
    try:
        return bytes_in(environ.get(name, default))
    except ValueError as error:
        raise WrongSetting(f"{name} must be {error}") from error


def bytes_in(text: str) -> int:
    """Return how many bytes a size such as "5 GB" or "500 MB" is; raise ValueError for others."""
    found = SIZE.fullmatch(text)
    if found is None:
        raise ValueError(f"a size such as 500 MB or 5 GB, not {text!r}")
    return int(found["number"]) * SIZES[found["unit"].upper()]


def percent(environ: Mapping[str, str], name: str, default: int) -> int:
    number = whole_number(environ, name, default)
    if number > MOST_PERCENT:
        raise WrongSetting(f"{name} must be a percentage of at most {MOST_PERCENT}, not {number}")
    return number


def folder_named(environ: Mapping[str, str], name: str) -> Path | None:
    folder = file_named(environ, name)
    if folder is not None and not folder.is_dir():
        raise WrongSetting(f"{name} must name a folder that is there, not {folder}")
    return folder


def whole_number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, str(default))
    if not text.isascii() or not text.isdigit():
        raise WrongSetting(f"{name} must be a whole number, not {text!r}")
    return int(text)
