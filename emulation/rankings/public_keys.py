"""The public key that checks publications, in the forms that people keep it."""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from emulation.audit.signatures import WrongKey, read_public_key

_PEM = "-----BEGIN"


def pem_of(line: str) -> bytes:
    """Return the key of a line `name+id+key` as PEM, which openssl reads."""
    key = Ed25519PublicKey.from_public_bytes(read_public_key(line).raw)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def raw_key(text: str) -> bytes:
    """Return the 32 bytes of a key, kept as PEM or as one line; raise WrongKey otherwise."""
    if not text.lstrip().startswith(_PEM):
        return read_public_key(text).raw
    try:
        key = load_pem_public_key(text.strip().encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise WrongKey("it is no public key in PEM") from error
    if not isinstance(key, Ed25519PublicKey):
        raise WrongKey("it is not an Ed25519 key")
    return key.public_bytes_raw()
