"""Who signed, by the certificate that came with the signature; and when, by the signer's clock."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from asn1crypto import x509

from emulation.evidence.signatures.verdicts import Checked
from emulation.rules.deadlines import VIETNAM

LONGEST_NAME = 200
YEARS = range(1990, 2200)


def naming(about: Checked, certificate: x509.Certificate) -> Checked:
    """Write down whom the certificate names as signer, and who issued it."""
    subject, issuer = certificate.subject.native, certificate.issuer.native
    return replace(
        about,
        signer=first_of(subject, "common_name", "surname", "email_address"),
        organisation=first_of(subject, "organization_name", "organizational_unit_name"),
        issuer=first_of(issuer, "common_name", "organization_name"),
    )


def first_of(name: Mapping[str, Any], *parts: str) -> str:
    for part in parts:
        value = name.get(part)
        if text := plain(value[0] if isinstance(value, list) and value else value):
            return text
    return ""


def plain(value: object) -> str:
    """Return what can be shown in one line; who made the certificate chose every letter of it."""
    if not isinstance(value, str):
        return ""
    letters = "".join(letter if letter.isprintable() else " " for letter in value)
    return " ".join(letters.split())[:LONGEST_NAME]


def sensible(moment: datetime | None) -> datetime | None:
    """Return the moment in UTC; None where a clock or a forger was far off."""
    if moment is None or moment.year not in YEARS:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=VIETNAM)
    return moment.astimezone(UTC)
