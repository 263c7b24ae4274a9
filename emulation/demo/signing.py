"""Signing a few invented papers, with certificates of an authority that nobody trusts."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from io import BytesIO

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator.registry import SimpleCertificateStore

from emulation.demo.papers import Paper
from emulation.demo.reuse import DECISION, NOW, REPORT, Invented, Owner

AUTHORITY = "Cơ quan chứng thực của tỉnh mẫu"
# Which papers are signed: whose, and which one; the last is changed after it was signed.
SIGNED: Sequence[tuple[Owner, int]] = ((("07525", NOW), DECISION), (("07531", NOW), DECISION))
CHANGED: tuple[Owner, int] = (("07531", NOW), REPORT)
VALID_FOR = timedelta(days=5 * 365)
SIGNED_AT = time(2, 30, tzinfo=UTC)
USES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
# A white sheet over one point of the paper.
COVER = b"q 1 1 1 rg 60 548 480 40 re f Q"


@dataclass(frozen=True, slots=True)
class Holder:
    """A certificate, the one it was issued by, and its key."""

    certificate: x509.Certificate
    issuer: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def signer(self) -> SimpleSigner:
        others = SimpleCertificateStore()
        others.register(as_asn1(self.issuer))
        key = self.key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return SimpleSigner(as_asn1(self.certificate), keys.PrivateKeyInfo.load(key), others)


def as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    der = certificate.public_bytes(serialization.Encoding.DER)
    return asn1_x509.Certificate.load(der)


def with_signatures(invented: Invented) -> Invented:
    """Sign some of the papers, and change one of them afterwards."""
    chosen = (*SIGNED, CHANGED)
    first = min(invented.papers[owner][place].dated_on for owner, place in chosen)
    authority = Authority(datetime.combine(first, SIGNED_AT))
    papers = {owner: list(several) for owner, several in invented.papers.items()}
    for owner, place in chosen:
        papers[owner][place] = signed_paper(papers[owner][place], authority)
    owner, place = CHANGED
    papers[owner][place] = changed_paper(papers[owner][place])
    return replace(invented, papers=papers)


def signed_paper(paper: Paper, authority: "Authority") -> Paper:
    at = datetime.combine(paper.dated_on, SIGNED_AT)
    name = paper.issuer[0].upper() + paper.issuer[1:]
    return replace(paper, content=signed(paper.content, authority.issue(name), at))


def changed_paper(paper: Paper) -> Paper:
    """Cover a line of a signed paper, as somebody would who has something to hide."""
    writer = IncrementalPdfFileWriter(BytesIO(paper.content))
    page = writer.root["/Pages"]["/Kids"][0]
    cover = writer.add_object(generic.StreamObject(stream_data=COVER))
    page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), cover])
    writer.update_container(page)
    file = BytesIO()
    writer.write(file)
    return replace(paper, content=file.getvalue())


def signed(content: bytes, holder: Holder, at: datetime) -> bytes:
    """Sign a PDF; the moment is the signer's claim, as it is of every such signature."""
    signer = holder.signer()
    writer = IncrementalPdfFileWriter(BytesIO(content), strict=False)
    steps = PdfCMSEmbedder().write_cms("Signature1", writer)
    next(steps)
    steps.send(SigObjSetup(SignatureObject(at, bytes_reserved=8192)))
    prepared, file = steps.send(SigIOSetup(md_algorithm="sha256"))
    data = asyncio.run(
        signer.async_sign(
            prepared.document_digest,
            "sha256",
            signed_attr_settings=PdfCMSSignedAttributes(signing_time=at),
        )
    )
    steps.send(data)
    finished: bytes = file.getvalue()
    return finished


class Authority:
    """Issues certificates for the example province; its key is forgotten afterwards."""

    def __init__(self, since: datetime) -> None:
        self.since = since - timedelta(days=365)
        self.key = ec.generate_private_key(ec.SECP256R1())
        constraints = x509.BasicConstraints(ca=True, path_length=0)
        self.certificate = (
            self.draft(AUTHORITY, self.key)
            .add_extension(constraints, critical=True)
            .sign(self.key, hashes.SHA256())
        )

    def issue(self, name: str) -> Holder:
        key = ec.generate_private_key(ec.SECP256R1())
        uses = dict.fromkeys(USES, False) | {"digital_signature": True, "content_commitment": True}
        draft = self.draft(name, key).add_extension(x509.KeyUsage(**uses), critical=True)
        return Holder(draft.sign(self.key, hashes.SHA256()), self.certificate, key)

    def draft(self, name: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, AUTHORITY)]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.since)
            .not_valid_after(self.since + VALID_FOR)
        )
