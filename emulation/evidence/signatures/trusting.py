"""Whether a certificate leads to one of the province's roots, and if not, why not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from asn1crypto import algos, crl, keys, ocsp, pdf, x509
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import (
    MultivaluedAttributeError,
    NonexistentAttributeError,
    find_unique_cms_attribute,
)
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext, find_valid_path
from pyhanko_certvalidator.errors import (
    AlgorithmNotSupported,
    DisallowedAlgorithmError,
    ExpiredError,
    InsufficientRevinfoError,
    InvalidCertificateError,
    NotYetValidError,
    PathBuildingError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.sig_validate import (
    DEFAULT_VALIDATION_CONTEXT,
    DefaultSignatureValidator,
    SignatureValidationContext,
)

from emulation.evidence.signatures.trust import Trust
from emulation.evidence.signatures.verdicts import Reason

CLOCKS_DIFFER = timedelta(minutes=5)
SIGNING = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"})
ADOBE_REVOCATION = "adobe_revocation_info_archival"


class Unsupported(ValueError):
    """A signature was made in a way that the library does not know."""


class Checker(DefaultSignatureValidator):
    """The library takes what it does not know for a wrong signature; here it is told apart."""

    def validate_signature(
        self,
        signature: bytes,
        signed_data: bytes,
        public_key_info: keys.PublicKeyInfo,
        signature_algorithm: algos.SignedDigestAlgorithm,
        context: SignatureValidationContext = DEFAULT_VALIDATION_CONTEXT,
    ) -> None:
        try:
            super().validate_signature(
                signature, signed_data, public_key_info, signature_algorithm, context
            )
        except AlgorithmNotSupported as error:
            raise Unsupported from error


@dataclass(frozen=True, slots=True)
class Papers:
    """Certificates and statements on revocation, ours and those that came with the document."""

    roots: Sequence[x509.Certificate]
    others: Sequence[x509.Certificate]
    revocation_lists: Sequence[crl.CertificateList]
    answers: Sequence[ocsp.OCSPResponse] = ()

    @classmethod
    def of(cls, trust: Trust) -> "Papers":
        return cls(
            [x509.Certificate.load(der) for der in trust.roots],
            [x509.Certificate.load(der) for der in trust.others],
            [crl.CertificateList.load(der) for der in trust.revocation_lists],
        )

    def with_store_of(self, reader: PdfFileReader) -> "Papers":
        """Add what the document keeps for those who check it later."""
        try:
            kept = DocumentSecurityStore.read_dss(reader)
            lists = [crl.CertificateList.load(one.get_object().data) for one in kept.crls]
            answers = [ocsp.OCSPResponse.load(one.get_object().data) for one in kept.ocsps]
            others = list(kept.load_certs())
        except (NoDSSFoundError, PdfReadError, ValueError, AttributeError, TypeError):
            return self
        return self.with_more(others, lists, answers)

    def with_more(
        self,
        others: Sequence[x509.Certificate],
        lists: Sequence[crl.CertificateList],
        answers: Sequence[ocsp.OCSPResponse],
    ) -> "Papers":
        return replace(
            self,
            others=[*self.others, *others],
            revocation_lists=[*self.revocation_lists, *lists],
            answers=[*self.answers, *answers],
        )

    def with_those_in(self, signature: EmbeddedPdfSignature) -> "Papers":
        """Add the statements on revocation that the signer put into the signature itself."""
        try:
            attributes = signature.signer_info["signed_attrs"]
            found: pdf.RevocationInfoArchival = find_unique_cms_attribute(
                attributes, ADOBE_REVOCATION
            )
        except (NonexistentAttributeError, MultivaluedAttributeError):
            return self
        return self.with_more((), list(found["crl"] or ()), list(found["ocsp"] or ()))

    def at(self, moment: datetime) -> ValidationContext:
        """Return what the library validates by: nothing is fetched, everything must be vouched for.

        A statement made later still tells what was revoked before.
        """
        return ValidationContext(
            trust_roots=self.roots,
            other_certs=self.others,
            crls=self.revocation_lists,
            ocsps=self.answers,
            moment=moment,
            allow_fetching=False,
            revocation_mode="require",
            retroactive_revinfo=True,
            time_tolerance=CLOCKS_DIFFER,
            signature_validator=Checker(),
        )


async def why_not_trusted(
    certificate: x509.Certificate, context: ValidationContext, *, for_signing: bool = True
) -> tuple[Reason, datetime | None]:
    """Name what stands between a certificate and a root; and since when, where it was revoked."""
    paths = context.path_builder.async_build_paths_lazy(certificate)
    try:
        await find_valid_path(certificate, paths, validation_context=context)
        if for_signing:
            SIGNING.validate(certificate)
    except RevokedError as error:
        return Reason.REVOKED, error.revocation_dt
    except PathBuildingError:
        return Reason.UNKNOWN_ISSUER, None
    except ValidationError as error:
        alone = certificate.subject == certificate.issuer
        return Reason.UNKNOWN_ISSUER if alone else reason_of(error), None
    except ValueError:
        return Reason.CHAIN, None
    return Reason.CHAIN, None


def reason_of(error: ValidationError) -> Reason:
    for kind, reason in (
        (InsufficientRevinfoError, Reason.NO_REVOCATION),
        (ExpiredError, Reason.EXPIRED),
        (NotYetValidError, Reason.TIME_DOES_NOT_FIT),
        (DisallowedAlgorithmError, Reason.WEAK_ALGORITHM),
        (InvalidCertificateError, Reason.NOT_FOR_SIGNING),
    ):
        if isinstance(error, kind):
            return reason
    return Reason.CHAIN
