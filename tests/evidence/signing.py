"""An authority, certificates, revocation lists and signed PDF documents, made when a test asks."""

import asyncio
import hashlib
import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import time_machine
from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from emulation.evidence.signatures.program import as_json
from emulation.evidence.signatures.trust import Trust, digest_of
from emulation.evidence.signatures.verdicts import Checked, Reason, State
from tests.evidence import files

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
YEAR = 365 * DAY


def der(thing):
    return thing.public_bytes(serialization.Encoding.DER)


def named(common, organisation="Sở Nội vụ tỉnh Bắc Giang"):
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
        ]
    )


@dataclass
class Holder:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self):
        return der(self.certificate)

    def signer(self, *more, **options):
        others = SimpleCertificateStore()
        others.register_multiple(asn1_x509.Certificate.load(one.der) for one in more)
        return signers.SimpleSigner(self.as_asn1(), self.asn1_key(), others, **options)

    def as_asn1(self):
        return asn1_x509.Certificate.load(self.der)

    def asn1_key(self):
        return asn1_keys.PrivateKeyInfo.load(
            self.key.private_bytes(
                serialization.Encoding.DER,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )


class Authority:
    """Issues certificates and says which of them it has revoked."""

    def __init__(self, name="Root CA của bài kiểm thử", since=NOW - 5 * YEAR):
        self.name, self.revoked = named(name, "Cơ quan chứng thực"), {}
        self.key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            self._builder(self.name, self.key, since, NOW + 10 * YEAR)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(usage(key_cert_sign=True, crl_sign=True), critical=True)
            .sign(self.key, hashes.SHA256())
        )
        self.root = Holder(certificate, self.key)

    def subordinate(self, name):
        """Return an authority that this one vouches for."""
        below = Authority(name)
        certificate = (
            self._builder(below.name, below.key, NOW - 4 * YEAR, NOW + 8 * YEAR)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage(key_cert_sign=True, crl_sign=True), critical=True)
            .sign(self.key, hashes.SHA256())
        )
        below.root = Holder(certificate, below.key)
        return below

    def _builder(self, name, key, since, until):
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(since)
            .not_valid_after(until)
        )

    def issue(
        self,
        name="Nguyễn Văn Mẫu",
        *,
        since=NOW - YEAR,
        until=NOW + YEAR,
        stamps=False,
        signs=True,
        key=None,
        asks_at="",
    ):
        key = key or ec.generate_private_key(ec.SECP256R1())
        builder = self._builder(named(name), key, since, until).add_extension(
            usage(digital_signature=signs, content_commitment=signs, data_encipherment=not signs),
            critical=True,
        )
        if stamps:
            purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(purpose, critical=True)
        if asks_at:
            where = x509.DistributionPoint(
                [x509.UniformResourceIdentifier(asks_at)], None, None, None
            )
            builder = builder.add_extension(x509.CRLDistributionPoints([where]), critical=False)
        return Holder(builder.sign(self.key, hashes.SHA256()), key)

    def revoke(self, holder, at):
        self.revoked[holder.certificate.serial_number] = at

    def list_of_revoked(self, since=NOW - DAY, until=NOW + 30 * DAY):
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.name)
            .last_update(since)
            .next_update(until)
        )
        for serial, at in self.revoked.items():
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at).build()
            )
        return der(builder.sign(self.key, hashes.SHA256()))

    def trusted(self, *lists):
        """Return a folder's worth of trust in this authority, with lists of what is revoked."""
        lists = lists or (self.list_of_revoked(),)
        return Trust(digest_of({self.root.der}, set(lists)), [self.root.der], (), list(lists))


def usage(**chosen):
    every = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement "
        "key_cert_sign crl_sign encipher_only decipher_only"
    )
    return x509.KeyUsage(**{name: chosen.get(name, False) for name in every.split()})


def stamper(authority, at=None):
    """A time-stamping authority of our own; the library's can only sign with RSA."""
    key = rsa.generate_private_key(65537, 2048)
    holder = authority.issue("Dịch vụ dấu thời gian", stamps=True, key=key)
    certificates = SimpleCertificateStore()
    certificates.register(authority.root.as_asn1())
    return DummyTimeStamper(
        holder.as_asn1(), holder.asn1_key(), certificates, fixed_dt=at, include_nonce=False
    )


def sign(content, holder, *, at=NOW, field="Signature1", stamps=None, **options):
    """Sign a PDF, at a moment by the signer's clock; the library knows the options."""
    signer = options.pop("signer", None) or holder.signer()
    new_field = options.pop("new_field", None)
    metadata = signers.PdfSignatureMetadata(field_name=field, **options)
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    made = signers.PdfSigner(metadata, signer, timestamper=stamps, new_field_spec=new_field)
    with time_machine.travel(at, tick=False):
        return made.sign_pdf(writer).getvalue()


def as_list(content):
    return asn1_crl.CertificateList.load(content)


def stamp_document(content, stamps):
    """Put a timestamp over the whole document, as archives do."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    return signers.PdfTimeStamper(stamps).timestamp_pdf(writer, "sha256").getvalue()


def paper():
    """Write a page with a line on it; beside it lies another page's line that nothing shows."""
    shown = b"0 0 m 100 100 l S    "
    hidden = b"4 0 obj\n<< /Length 16 >>\nstream\n0 0 m 190 10 l S\nendstream\nendobj\n"
    return files.pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>",
        *(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(one), one) for one in (shown, hidden)),
    )


def updated(content, write):
    """Append an update that `write` makes of the document."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    write(writer)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def with_text_field(content, name):
    def write(writer):
        page = writer.root["/Pages"]["/Kids"][0]
        field = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/Widget"),
                pdf_name("/FT"): pdf_name("/Tx"),
                pdf_name("/T"): generic.pdf_string(name),
                pdf_name("/V"): generic.pdf_string(""),
                pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 99, 20))),
            }
        )
        reference = writer.add_object(field)
        page["/Annots"] = generic.ArrayObject([reference])
        writer.root["/AcroForm"] = writer.add_object(
            generic.DictionaryObject({pdf_name("/Fields"): generic.ArrayObject([reference])})
        )
        writer.update_container(page)
        writer.update_root()

    return updated(content, write)


def with_empty_field(content):
    return updated(
        content, lambda writer: fields.append_signature_field(writer, fields.SigFieldSpec("Trống"))
    )


def with_many_fields(content, count):
    """Add fields that all claim the one signature of the document."""

    def write(writer):
        form = writer.root["/AcroForm"]
        first = form["/Fields"][0]
        for number in range(count):
            field = generic.DictionaryObject(
                {
                    pdf_name("/FT"): pdf_name("/Sig"),
                    pdf_name("/T"): generic.pdf_string(f"S{number}"),
                    pdf_name("/V"): first.raw_get("/V"),
                }
            )
            form["/Fields"].append(writer.add_object(field))
        writer.update_container(form["/Fields"])

    return updated(content, write)


def answer_of(state):
    """Return what the program says of a signature in this state."""
    reason = Reason.NONE if state is State.VALID else Reason.CHANGED
    return as_json(Checked(state, reason))


def filled_in(content, name, text):
    def write(writer):
        every = writer.root["/AcroForm"]["/Fields"]
        field = next(every[one] for one in range(len(every)) if every[one]["/T"] == name)
        field["/V"] = generic.pdf_string(text)
        writer.update_container(field)

    return updated(content, write)


def with_object_moved(content, number, place):
    """Append nothing but a table that finds an object elsewhere in the file."""
    previous = int(content.rsplit(b"startxref", 1)[1].split()[0])
    size = int(re.findall(rb"/Size (\d+)", content)[-1])
    start = len(content)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root 1 0 R /Prev %d >>\n" % (
        number,
        place,
        size,
        previous,
    )
    return content + table + b"startxref\n%d\n%%%%EOF\n" % start


def gap_of(content):
    """Return where the data of the only signature begin and end, with their brackets."""
    _zero, before, after, _rest = map(
        int, re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)", content).groups()
    )
    return before, after


def signed_in_part(holder):
    """Write a document whose signature is right, and ends with itself: what follows is free."""
    field = b"<< /FT /Sig /T (S) /V 6 0 R /Type /Annot /Subtype /Widget /Rect [0 0 0 0] >>"
    ranges = b"[0 1111111111 2222222222 3333333333]"
    content = files.pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] /SigFlags 3 >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>",
        b"<< /Length 21 >>\nstream\n0 0 m 100 100 l S    \nendstream",
        field,
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached "
        b"/ByteRange %s /Contents <%s> >>" % (ranges, b"0" * 8192),
    )
    before = content.index(b"<" + b"0" * 100)
    after = content.index(b">", before) + 1
    content = content.replace(ranges, b"[0 %10d %10d %10d]" % (before, after, 4))
    signed = content[:before] + content[after : after + 4]
    data = asyncio.run(holder.signer().async_sign(hashlib.sha256(signed).digest(), "sha256"))
    data = data.dump().hex().encode()
    return content[: before + 1] + data.ljust(8192, b"0") + content[after - 1 :]


def wrapped(content):
    """Put other objects where the data of a signature were, and find them by a table of our own.

    The bytes that were signed are all there, and so many that lengths alone look right.
    """
    before, after = gap_of(content)
    head, tail = content[:before], content[after:]
    data = bytes.fromhex(content[before + 1 : after - 1].decode()).rstrip(b"\0")
    table_at = int(content.rsplit(b"startxref", 1)[1].split()[0])
    line = b"0 0 m 190 10 l S"
    places = {number: head.rindex(b"\n%d 0 obj" % number) + 1 for number in (1, 2, 3, 7, 8)}
    gap = bytearray(b"<00>\n>>\nendobj\n")

    def add(number, body):
        places[number] = before + len(gap)
        gap.extend(body)

    add(4, b"4 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(line), line))
    # The rest of the gap: a table at the place that the signed end names, and the data.
    table_room = 700
    size = 2 * (table_at - before + table_room + 400)
    literal = data.ljust((size - 2) // 2, b"\0")
    escaped = re.sub(rb"([()\\\r])", lambda one: b"\\" + one[1].replace(b"\r", b"r"), literal)
    signature = (
        b"9 0 obj\n<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached "
        b"/ByteRange [0 %d %d %d] /Contents (%s) >>\nendobj\n"
        % (before, before + size, len(tail), escaped)
    )
    places[9] = table_at + table_room
    table = b"xref\n0 10\n" + b"".join(
        b"%010d %s \n" % (places.get(number, 0), b"00000 n" if number in places else b"65535 f")
        for number in range(10)
    )
    table += b"trailer\n<< /Size 10 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % table_at
    gap.extend(b" " * (table_at - before - len(gap)) + table.ljust(table_room))
    gap.extend(signature)
    assert len(gap) <= size
    return head + gap + b" " * (size - len(gap)) + tail
