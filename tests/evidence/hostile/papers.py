"""Papers that look like papers, from which the families of broken and hostile files are made."""

import io
import zipfile
import zlib
from functools import cache

from tests.evidence import files as made

# Assembled here, so that no scanner takes the tests themselves for infected.
EICAR = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS" + "-TEST-FILE!$H+H*").encode()
PROGRAM = b"MZ\x90\x00" + bytes(4000) + b"This program cannot be run in DOS mode."
LINES = b"0.2 g " + b" ".join(b"20 %d 150 6 re" % place for place in range(20, 180, 14)) + b" f"


@cache
def photo(kind="JPEG", size=(900, 1200), mode="RGB", **options):
    return made.saved(made.page(size=size).convert(mode), kind, **options)


@cache
def word(*paragraphs):
    return made.word_with(*([text] for text in paragraphs or ("Báo cáo công tác năm 2024.",)))


def stream(content, entries=b""):
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(content), content)


def pdf(catalogue=b"", *more, page=b"", lines=LINES, trailer=b""):
    """Write a PDF of one page with grey lines; further objects are numbered from 5."""
    return made.pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R %s >>" % page,
        stream(lines),
        *more,
        trailer=trailer,
    )


def packed(objects, entries=b"/Filter /FlateDecode", pack=zlib.compress):
    return stream(pack(objects), b"/Type /ObjStm /N 1 /First 5 " + entries)


def with_parts(content, *parts, without=()):
    """Put further parts into a package, or others in their place."""
    file = io.BytesIO()
    names = {getattr(name, "filename", name) for name, _content in parts}
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if part.filename not in names and part.filename not in without:
                new.writestr(part, old.read(part))
        for name, text in parts:
            new.writestr(name, text)
    return file.getvalue()


def part_of(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name)


def zip_of(*parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return file.getvalue()
