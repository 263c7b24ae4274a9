"""Ed25519 keys with names, written as one line each (the encoding of signed notes)."""

import hashlib
from base64 import b64decode, b64encode
from binascii import Error as WrongBase64
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
SEED_LENGTH = 32
_PREFIX = "PRIVATE+KEY+"


class WrongKey(ValueError):
    """A line is not a key in the encoding of signed notes; the sentence says why."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What checks signatures; anybody may have it."""

    name: str
    raw: bytes

    @property
    def key_id(self) -> bytes:
        return key_id_of(self.name, self.raw)

    @property
    def text(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{b64encode(ED25519 + self.raw).decode()}"

    def accepts(self, content: bytes, signature: bytes) -> bool:
        """Tell whether the signature was made over just this content by just this key."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, content)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """What makes signatures; it never leaves the machine."""

    name: str
    key_id: bytes
    public_key_text: str
    _private: Ed25519PrivateKey = field(repr=False)

    def sign(self, content: bytes) -> bytes:
        return self._private.sign(content)


def signing_key_from(name: str, seed: bytes) -> SigningKey:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public = PublicKey(name, private.public_key().public_bytes_raw())
    return SigningKey(name, public.key_id, public.text, private)


def secret_text(name: str, seed: bytes) -> str:
    """Return the line that a key file holds."""
    key_id = signing_key_from(name, seed).key_id.hex()
    return f"{_PREFIX}{name}+{key_id}+{b64encode(ED25519 + seed).decode()}"


def read_signing_key(text: str) -> SigningKey:
    """Return the key of a key file."""
    line = text.strip()
    if not line.startswith(_PREFIX):
        raise WrongKey(f"it does not begin with {_PREFIX}")
    name, key_id, seed = _parts_of(line.removeprefix(_PREFIX))
    key = signing_key_from(name, seed)
    if key.key_id != key_id:
        raise WrongKey("its key id does not belong to it")
    return key


def read_public_key(text: str) -> PublicKey:
    """Return the public key of a line `name+id+key`."""
    name, key_id, raw = _parts_of(text.strip())
    key = PublicKey(name, raw)
    if key.key_id != key_id:
        raise WrongKey("its key id does not belong to it")
    return key


def key_id_of(name: str, raw: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + raw).digest()[:4]


def _parts_of(line: str) -> tuple[str, bytes, bytes]:
    name, _, rest = line.partition("+")
    key_id, _, encoded = rest.partition("+")
    try:
        content = b64decode(encoded, validate=True)
        identity = bytes.fromhex(key_id)
    except (WrongBase64, ValueError):
        raise WrongKey("it reads name+id+key, the key in base64") from None
    if not is_key_name(name):
        raise WrongKey("its name is empty or holds a space")
    if content[:1] != ED25519 or len(content) != SEED_LENGTH + 1:
        raise WrongKey("it is not an Ed25519 key")
    return name, identity, content[1:]


def is_key_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(letter.isspace() for letter in name)
