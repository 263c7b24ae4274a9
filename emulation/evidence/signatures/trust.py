"""Whom the province trusts: the certificates and revocation lists in a folder of its own."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import crl, pem, x509

MOST_FILES = 500
LARGEST_FILE = 8 * 1024 * 1024
CERTIFICATES, LISTS = "CERTIFICATE", "X509 CRL"
# What holds what, and the part that only a thing of its kind has in its place.
SHAPES = (
    (CERTIFICATES, x509.Certificate, "tbs_certificate", "validity"),
    (LISTS, crl.CertificateList, "tbs_cert_list", "this_update"),
)


@dataclass(frozen=True, slots=True)
class Trust:
    """What was found in the folder, as DER; `digest` changes with it and is empty for nothing.

    Roots are certificates that issued themselves. The others only help to find the way to a root.
    """

    digest: str = ""
    roots: Sequence[bytes] = ()
    others: Sequence[bytes] = ()
    revocation_lists: Sequence[bytes] = ()
    # Names of files that cannot be read, are too large, or hold nothing of the kind.
    unread: Sequence[str] = ()


def read_trust(folder: Path | None) -> Trust:
    """Read the folder as it is now; without one nobody is trusted."""
    if folder is None or not folder.is_dir():
        return Trust()
    roots: set[bytes] = set()
    others: set[bytes] = set()
    lists: set[bytes] = set()
    unread: list[str] = []
    files = files_in(folder)
    for file in files[:MOST_FILES]:
        try:
            for kind, der in objects_in(file):
                if kind == LISTS:
                    lists.add(der)
                else:
                    (roots if issued_itself(der) else others).add(der)
        except (ValueError, OSError):
            unread.append(file.name)
    unread += [file.name for file in files[MOST_FILES:]]
    digest = digest_of(roots, others, lists)
    return Trust(
        digest, tuple(sorted(roots)), tuple(sorted(others)), tuple(sorted(lists)), tuple(unread)
    )


def files_in(folder: Path) -> list[Path]:
    """Return the files of the folder; one that may not be opened holds none for us."""
    try:
        return sorted(one for one in folder.iterdir() if one.is_file() and one.name[0] != ".")
    except OSError:
        return []


def objects_in(file: Path) -> Iterator[tuple[str, bytes]]:
    """Give what a PEM or DER file holds; raise ValueError when that is nothing of ours."""
    if file.stat().st_size > LARGEST_FILE:
        raise ValueError(file.name)
    content = file.read_bytes()
    if pem.detect(content):
        blocks = [(kind, der) for kind, _headers, der in pem.unarmor(content, multiple=True)]
    else:
        blocks = [(kind_of(content), content)]
    for kind, der in blocks:
        if kind not in {CERTIFICATES, LISTS} or kind_of(der) != kind:
            raise ValueError(file.name)
        yield kind, der


def kind_of(der: bytes) -> str:
    """Tell a certificate from a revocation list by what it holds; raise ValueError for neither."""
    for kind, shape, inner, own in SHAPES:
        try:
            # The parser looks inside only where something is asked of it.
            if shape.load(der)[inner][own].native is not None:
                return kind
        except (ValueError, KeyError, TypeError):
            continue
    raise ValueError


def issued_itself(der: bytes) -> bool:
    certificate = x509.Certificate.load(der)
    return bool(certificate.subject == certificate.issuer)


def digest_of(*groups: set[bytes]) -> str:
    if not any(groups):
        return ""
    hashes = [sorted(hashlib.sha256(der).hexdigest() for der in group) for group in groups]
    return hashlib.sha256(repr(hashes).encode()).hexdigest()
