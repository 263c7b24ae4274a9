"""The key that signs checkpoints and publications: made at the first start, kept in a file."""

import secrets
from pathlib import Path
from typing import cast

from flask import Flask, current_app

from emulation.audit.signatures import (
    SEED_LENGTH,
    SigningKey,
    WrongKey,
    read_signing_key,
    secret_text,
)
from emulation.config import WrongSetting, kept_secret

KEY_FILE = "signing.key"


def init_signing(app: Flask) -> None:
    """Read the key once, before any request needs it; make it where none is named."""
    app.extensions["signing_key"] = key_in_use(
        app.config["SIGNING_KEY_FILE"], app.config["DATA_FOLDER"]
    )


def signing_key() -> SigningKey:
    return cast("SigningKey", current_app.extensions["signing_key"])


def key_in_use(named: Path | None, data: Path) -> SigningKey:
    """Return the key of the named file, which must exist, else that of the data folder."""
    path = named or data / KEY_FILE
    try:
        return read_signing_key(path.read_text() if named else kept_secret(path, new_secret))
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSetting(f"the signing key {path} cannot be read: {error}") from None
    except WrongKey as error:
        raise WrongSetting(f"{path} is not a signing key: {error}") from None


def new_secret() -> str:
    """Return a new key; its name tells the logs of two installations apart."""
    return (
        secret_text(f"than-thien/{secrets.token_hex(4)}", secrets.token_bytes(SEED_LENGTH)) + "\n"
    )
