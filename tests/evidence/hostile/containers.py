"""Archives that unpack into too much, or whose parts lie about their size, place or name."""

import io
import zipfile

from emulation.evidence.checks.verdicts import Flag, Reason
from tests.evidence import files as made
from tests.evidence.hostile.cases import refused, taken
from tests.evidence.hostile.papers import EICAR, with_parts, word, zip_of

MEGABYTE = 1024 * 1024
SAME_BYTES = 16


def bomb(name, megabytes):
    return made.package([(name, bytes(megabytes * MEGABYTE))])


def many_bombs():
    """Forty parts of six megabytes: none of them is remarkable, all together are."""
    noise = bytes(range(256)) * 128
    return made.package([(f"word/media/image{n}.emf", noise * 192) for n in range(40)])


def with_lying_sizes():
    """A part that says it is small, in both of its headers, and is not."""
    content = bytearray(bomb("word/media/image1.emf", 8))
    size = (8 * MEGABYTE).to_bytes(4, "little")
    while (place := content.find(size)) >= 0:
        content[place : place + 4] = (64).to_bytes(4, "little")
    return bytes(content)


def overlapping():
    """Sixteen parts that are all the same bytes, as in the archives that made this known."""
    content = made.package([("word/media/a0.emf", bytes(range(256)) * 4000)])
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as package:
        first = package.getinfo("word/media/a0.emf")
        for number in range(1, SAME_BYTES):
            copy = zipfile.ZipInfo(f"word/media/a{number}.emf")
            for fact in ("CRC", "compress_size", "file_size", "header_offset", "compress_type"):
                setattr(copy, fact, getattr(first, fact))
            package.filelist.append(copy)
            package.NameToInfo[copy.filename] = copy
        package._didModify = True
    return file.getvalue()


def nested(levels):
    content = bytes(MEGABYTE)
    for level in range(levels):
        content = zip_of(*((f"{level}-{number}.zip", content) for number in range(10)))
    return content


def with_comment(content):
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as package:
        package.comment = b"x" * 20_000
    return file.getvalue()


def between_the_parts():
    """A Word file with a program between its last part and its list of parts."""
    content = word()
    place = int.from_bytes(content[-6:-2], "little")
    hidden = b"MZ" + bytes(range(256)) * 1000
    moved = (place + len(hidden)).to_bytes(4, "little")
    return content[:place] + hidden + content[place:-6] + moved + content[-2:]


def part(name, content="<x/>"):
    return lambda: with_parts(word(), (name, content))


CASES = [
    refused(
        "gói.zip",
        "An archive under its own name",
        lambda: zip_of(("a.pdf", b"x")),
        Reason.WRONG_TYPE,
    ),
    refused(
        "gói.docx", "An archive named .docx", lambda: zip_of(("a.xml", b"<x/>")), Reason.DAMAGED
    ),
    refused(
        "42.docx",
        "Archives in archives in archives (as 42.zip)",
        lambda: nested(3),
        Reason.FOREIGN_PARTS,
    ),
    refused(
        "lồng.docx",
        "An archive among the pictures of a Word file",
        part("word/media/a.zip", zip_of(("a", b"x"))),
        Reason.FOREIGN_PARTS,
    ),
    refused(
        "lồng giả ảnh.docx",
        "The same named as a picture",
        part("word/media/a.png", zip_of(("a", b"x"))),
        Reason.FOREIGN_PARTS,
    ),
    refused(
        "bom.docx",
        "A Word file with a part that becomes 60 MB",
        lambda: bomb("word/media/image1.emf", 60),
        Reason.UNPACKS_TOO_LARGE,
    ),
    refused(
        "bom chữ.xlsx",
        "An Excel file with 60 MB of zeros for texts",
        lambda: bomb("xl/sharedStrings.xml", 60),
        Reason.UNPACKS_TOO_LARGE,
    ),
    refused(
        "bom chia nhỏ.docx",
        "Forty parts that become 240 MB together",
        many_bombs,
        Reason.UNPACKS_TOO_LARGE,
    ),
    refused(
        "khai man.docx",
        "A part that says it has 64 bytes and has 8 MB",
        with_lying_sizes,
        Reason.DAMAGED,
    ),
    refused(
        "chồng nhau.docx",
        "Sixteen parts that share their bytes",
        overlapping,
        Reason.UNPACKS_TOO_LARGE,
    ),
    refused(
        "nhiều phần.docx",
        "A Word file of 2,001 parts",
        lambda: made.package([(f"word/{n}.xml", b"") for n in range(2001)]),
        Reason.UNPACKS_TOO_LARGE,
    ),
    refused(
        "khóa phần.xlsx",
        "An Excel file whose parts are locked",
        lambda: made.marked_encrypted(made.excel()),
        Reason.ENCRYPTED,
    ),
    refused(
        "thoát.docx",
        "A part named ../../etc/cron.d/x.xml",
        part("../../etc/cron.d/x.xml"),
        Reason.FOREIGN_PARTS,
    ),
    refused("gốc.docx", "A part named /etc/x.xml", part("/etc/x.xml"), Reason.FOREIGN_PARTS),
    refused("ổ đĩa.docx", "A part named C:/x.xml", part("C:/x.xml"), Reason.FOREIGN_PARTS),
    refused(
        "gạch ngược.docx",
        "A part named word\\..\\..\\x.xml",
        part("word\\..\\..\\x.xml"),
        Reason.FOREIGN_PARTS,
    ),
    refused(
        "liên kết tượng trưng.docx",
        "A part that is a symbolic link",
        lambda: made.package([(made.symbolic_link(), b"/etc/passwd")]),
        Reason.FOREIGN_PARTS,
    ),
    refused(
        "hai lần.docx",
        "Two parts of one name",
        lambda: doubled("word/a.xml", "word/a.xml"),
        Reason.FOREIGN_PARTS,
    ),
    refused(
        "hoa thường.docx",
        "Two parts whose names differ in capitals",
        lambda: doubled("word/a.xml", "WORD/A.xml"),
        Reason.FOREIGN_PARTS,
    ),
    taken(
        "chú thích dài.docx",
        "A Word file with 20 kB of comment behind it",
        lambda: with_comment(word()),
        Flag.MORE_BEHIND_THE_END,
    ),
    taken(
        "giữa các phần.docx",
        "A Word file with a program between its parts",
        between_the_parts,
        Flag.MORE_BEHIND_THE_END,
    ),
    refused(
        "eicar.pdf",
        "The words that test virus scanners, named .pdf",
        lambda: EICAR,
        Reason.WRONG_TYPE,
    ),
    refused(
        "eicar.zip",
        "The same in an archive",
        lambda: zip_of(("eicar.com", EICAR)),
        Reason.WRONG_TYPE,
    ),
    refused(
        "eicar trong gói.docx",
        "The same as a program in a Word file",
        part("word/eicar.com", EICAR),
        Reason.FOREIGN_PARTS,
    ),
]


def doubled(one, other):
    file = io.BytesIO(made.package())
    with zipfile.ZipFile(file, "a") as package:
        package.writestr(one, "<x/>")
        place = package.filelist
        package.filelist, package.NameToInfo = [], {}
        package.writestr(other, "<y/>")
        package.filelist = place + package.filelist
    return file.getvalue()
