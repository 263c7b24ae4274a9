"""Papers as an office program writes them to PDF: letters that can be selected and searched."""

import struct
import textwrap
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from emulation.demo.files.letters import Letter
from emulation.demo.files.pages import WARNING

WIDTH, HEIGHT = 595, 842
MARGIN, TOP, LINE, SIZE = 64, 790, 17, 11.5
LETTERS_IN_A_LINE = 84
UNICODE_PLATFORM, BMP_TABLE = 0, 4
LETTERS_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Face:
    """A font as a PDF carries it: the file packed, its glyphs by letter, and their widths."""

    packed: bytes
    length: int
    glyphs: Mapping[str, int]
    widths: Sequence[int]

    def glyph(self, letter: str) -> int:
        return self.glyphs.get(letter, 0)

    def width(self, text: str) -> float:
        return sum(self.widths[self.glyph(letter)] for letter in text) * SIZE / 1000


@cache
def face() -> Face:
    """Read the font: which glyph stands for which letter, and how wide each one is."""
    font = (files("fontpkg_be_vietnam_pro") / "files" / "BeVietnamPro-Regular.ttf").read_bytes()
    tables = {
        font[place : place + 4].decode(): struct.unpack(">I", font[place + 8 : place + 12])[0]
        for place in range(12, 12 + 16 * number(font, 4), 16)
    }
    em, metrics = number(font, tables["head"] + 18), number(font, tables["hhea"] + 34)
    widths = [number(font, tables["hmtx"] + 4 * glyph) * 1000 // em for glyph in range(metrics)]
    count = number(font, tables["maxp"] + 4)
    widths += [widths[-1]] * (count - metrics)
    return Face(zlib.compress(font, 9), len(font), dict(letters_in(font, tables["cmap"])), widths)


def number(font: bytes, place: int) -> int:
    return int.from_bytes(font[place : place + 2])


def letters_in(font: bytes, cmap: int) -> Iterator[tuple[str, int]]:
    """Give the glyph of every letter: the table of segments that every such font has."""
    (start,) = (
        cmap + struct.unpack(">I", font[place + 4 : place + 8])[0]
        for place in range(cmap + 4, cmap + 4 + 8 * number(font, cmap + 2), 8)
        if number(font, place) == UNICODE_PLATFORM
    )
    size = number(font, start + 6)
    ends, starts = start + 14, start + 16 + size
    deltas, offsets = starts + size, starts + 2 * size
    for place in range(0, size, 2):
        delta, offset = number(font, deltas + place), number(font, offsets + place)
        for code in range(number(font, starts + place), number(font, ends + place) + 1):
            if offset:
                first = number(font, starts + place)
                glyph = number(font, offsets + place + offset + 2 * (code - first))
            else:
                glyph = code
            yield chr(code), (glyph + delta) % 65536 if glyph else 0


def typed(letter: Letter) -> bytes:
    """Write the paper as a PDF of one page, with its words in it."""
    content = "\n".join(lines_of(letter)).encode()
    shown = (letter.text, letter.unit.upper(), WARNING, HEADINGS, place_and_day(letter))
    used = sorted(set("".join(shown)))
    return written(content, used)


HEADINGS = (
    "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc"
    " TM. CHỦ TỊCH Số: Bắc Giang, ngày tháng năm 0123456789"
)


def place_and_day(letter: Letter) -> str:
    day = letter.day
    return f"Bắc Giang, ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"


def lines_of(letter: Letter) -> Iterator[str]:
    left, right, middle = WIDTH * 0.27, WIDTH * 0.70, WIDTH / 2
    for row, (one, other) in enumerate(
        (
            ("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            (letter.unit.upper(), "Độc lập - Tự do - Hạnh phúc"),
            (f"Số: {letter.number}", place_and_day(letter)),
        )
    ):
        yield centred(one, left, TOP - row * LINE)
        yield centred(other, right, TOP - row * LINE)
    yield centred(letter.kind, middle, TOP - 5 * LINE)
    yield centred(letter.subject, middle, TOP - 6 * LINE)
    height = TOP - 8 * LINE
    for paragraph in letter.paragraphs:
        for text in textwrap.wrap(paragraph, LETTERS_IN_A_LINE):
            yield set_at(text, MARGIN, height)
            height -= LINE
        height -= 4
    yield centred("TM. ỦY BAN NHÂN DÂN", right, height - LINE)
    yield centred("CHỦ TỊCH", right, height - 2 * LINE)
    yield centred(WARNING, middle, 40)


def centred(text: str, x: float, y: float) -> str:
    return set_at(text, x - face().width(text) / 2, y)


def set_at(text: str, x: float, y: float) -> str:
    glyphs = "".join(f"{face().glyph(letter):04x}" for letter in text)
    return f"BT /F1 {SIZE} Tf {x:.1f} {y:.1f} Td <{glyphs}> Tj ET"


def written(content: bytes, used: Sequence[str]) -> bytes:
    """Put the objects of the file one after the other, and the table of where each begins."""
    kept = face()
    widths = " ".join(f"{kept.glyph(one)} [{kept.widths[kept.glyph(one)]}]" for one in used)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>" % (WIDTH, HEIGHT),
        stream(b"/Filter /FlateDecode", zlib.compress(content)),
        (
            b"<< /Type /Font /Subtype /Type0 /BaseFont /BeVietnamPro /Encoding /Identity-H"
            b" /DescendantFonts [6 0 R] /ToUnicode 9 0 R >>"
        ),
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /BeVietnamPro /CIDToGIDMap /Identity"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        b" /FontDescriptor 7 0 R /DW 500 /W [%s] >>" % widths.encode(),
        (
            b"<< /Type /FontDescriptor /FontName /BeVietnamPro /Flags 4 /FontBBox [0 -250 1000 950]"
            b" /ItalicAngle 0 /Ascent 950 /Descent -250 /CapHeight 700 /StemV 80"
            b" /FontFile2 8 0 R >>"
        ),
        stream(b"/Filter /FlateDecode /Length1 %d" % kept.length, kept.packed),
        stream(b"", to_unicode(used)),
    )
    file = bytearray(b"%PDF-1.7\n")
    places = []
    for place, body in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (place, body)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return bytes(file + b"startxref\n%d\n%%%%EOF\n" % start)


def stream(facts: bytes, content: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (facts, len(content), content)


def to_unicode(used: Sequence[str]) -> bytes:
    """Say which letter every glyph is, so that the text can be copied out and searched."""
    pairs = [f"<{face().glyph(one):04x}> <{ord(one):04x}>" for one in used]
    parts = [pairs[at : at + LETTERS_AT_ONCE] for at in range(0, len(pairs), LETTERS_AT_ONCE)]
    maps = "\n".join("\n".join((f"{len(part)} beginbfchar", *part, "endbfchar")) for part in parts)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CMapName /Letters def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{maps}\nendcmap\nend\nend"
    ).encode()
