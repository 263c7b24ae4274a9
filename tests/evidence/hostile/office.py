"""Word and Excel files: macros, programs inside, and things they fetch from elsewhere."""

from emulation.evidence.checks.verdicts import Reason
from tests.evidence import files as made
from tests.evidence.hostile.cases import refused, taken
from tests.evidence.hostile.papers import EICAR, PROGRAM, part_of, with_parts, word

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"
MACRO_EXCEL = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
XXE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 if n > 1 else str()};" * 10}">' for n in range(1, 10))
    + "]><x>&a9;</x>"
)
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def document(body):
    """A Word file with this body."""
    text = f"<w:document {NAMESPACE}><w:body>{body}</w:body></w:document>"
    return with_parts(word(), ("word/document.xml", text))


def field(*pieces):
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    inside = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return document(f"<w:p>{mark('begin')}{inside}{mark('end')}</w:p>")


def simple_field(instruction):
    return document(f'<w:p><w:fldSimple w:instr="{instruction}"/></w:p>')


def linked(kind, target="http://example.test/a"):
    rels = made.relationship(f"{OFFICE}/{kind}").replace("http://example.test/", target)
    return with_parts(word(), ("word/_rels/header1.xml.rels", rels))


def table_with(formula):
    sheet = part_of(made.excel(), "xl/worksheets/sheet1.xml").decode()
    cell = f'<c r="B1"><f>{formula}</f><v>0</v></c></row>'
    return with_parts(made.excel(), ("xl/worksheets/sheet1.xml", sheet.replace("</row>", cell)))


def renamed(content, old, new):
    types = part_of(content, "[Content_Types].xml").decode()
    return with_parts(content, ("[Content_Types].xml", types.replace(old, new)))


def deep_markup():
    return document("<w:p>" * 5_000 + "</w:p>" * 5_000)


def wide_markup():
    """Two hundred thousand elements, which would fill the memory if they were all kept."""
    return document(
        "".join(f'<w:p w:rsidR="{n * 2654435761 % 2**32:08X}"/>' for n in range(200_000))
    )


def embedded_macros():
    inner = with_parts(made.excel(), ("xl/vbaProject.bin", b"x"))
    return with_parts(word(), ("word/embeddings/Bang1.xlsx", inner))


CASES = [
    refused("macro.docm", "A Word file with macros", word, Reason.MACROS),
    refused(
        "macro đổi tên.docx",
        "A Word file with macros (docm) named .docx",
        lambda: renamed(word(), f"{made.WORD}.document.main+xml", MACRO_WORD),
        Reason.MACROS,
    ),
    refused(
        "macro đổi tên.xlsx",
        "An Excel file with macros (xlsm) named .xlsx",
        lambda: renamed(made.excel(), f"{made.EXCEL}.sheet.main+xml", MACRO_EXCEL),
        Reason.MACROS,
    ),
    refused(
        "macro bên trong.docx",
        "A Word file that hides macros (vbaProject.bin)",
        lambda: with_parts(word(), ("word/vbaProject.bin", b"x")),
        Reason.MACROS,
    ),
    refused(
        "macro cũ.xlsx",
        "An Excel file with a sheet of old macros (XLM)",
        lambda: with_parts(made.excel(), ("xl/macrosheets/sheet1.xml", "<x/>")),
        Reason.MACROS,
    ),
    refused(
        "activex.docx",
        "A Word file with a control (ActiveX)",
        lambda: with_parts(word(), ("word/activeX/activeX1.xml", "<x/>")),
        Reason.MACROS,
    ),
    refused(
        "macro nhúng.docx", "A table with macros in a Word file", embedded_macros, Reason.MACROS
    ),
    refused(
        "chương trình.docx",
        "A Word file with a program inside",
        lambda: with_parts(word(), ("word/embeddings/a.exe", PROGRAM)),
        Reason.FOREIGN_PARTS,
    ),
    refused(
        "chương trình giả ảnh.docx",
        "A Word file with a program named as a picture",
        lambda: with_parts(word(), ("word/media/image9.png", PROGRAM)),
        Reason.FOREIGN_PARTS,
    ),
    refused(
        "ole.docx",
        "A Word file with an object of another program (OLE)",
        lambda: with_parts(word(), ("word/embeddings/oleObject1.bin", made.old_container())),
        Reason.FOREIGN_PARTS,
    ),
    refused(
        "ole ẩn.xlsx",
        "An Excel file with an object named as printer settings",
        lambda: with_parts(
            made.excel(), ("xl/printerSettings/printerSettings1.bin", made.old_container())
        ),
        Reason.FOREIGN_PARTS,
    ),
    refused(
        "hình có mã.docx",
        "A Word file with a drawing that carries a script (SVG)",
        lambda: with_parts(word(), ("word/media/image2.svg", "<svg><script>1</script></svg>")),
        Reason.FOREIGN_PARTS,
    ),
    refused(
        "trang nhúng.docx",
        "A Word file with a web page inside (altChunk)",
        lambda: with_parts(word(), ("word/afchunk.html", "<html/>")),
        Reason.FOREIGN_PARTS,
    ),
    refused(
        "mẫu ngoài.docx",
        "A Word file whose template is fetched",
        lambda: linked("attachedTemplate"),
        Reason.OUTSIDE_LINKS,
    ),
    refused(
        "ảnh ngoài.docx",
        "A Word file with a picture that is fetched",
        lambda: linked("image"),
        Reason.OUTSIDE_LINKS,
    ),
    refused(
        "đối tượng ngoài.docx",
        "A Word file with an object that is fetched",
        lambda: linked("oleObject", "http://example.test/a.html!x"),
        Reason.OUTSIDE_LINKS,
    ),
    refused(
        "liên kết lệnh.docx",
        "A Word file with a link that starts a tool of Windows",
        lambda: linked("hyperlink", "ms-msdt:/id PCWDiagnostic"),
        Reason.OUTSIDE_LINKS,
    ),
    taken(
        "liên kết.docx",
        "A Word file with a link that somebody may click",
        lambda: linked("hyperlink"),
    ),
    refused(
        "dde.docx",
        "A Word file with a field that starts a program (DDE)",
        lambda: simple_field("DDEAUTO c:\\\\windows\\\\cmd.exe"),
        Reason.OUTSIDE_LINKS,
    ),
    refused(
        "dde cắt rời.docx",
        "The same, its words cut in pieces",
        lambda: field(" D", "DE", "AUTO c:\\\\cmd.exe"),
        Reason.OUTSIDE_LINKS,
    ),
    taken(
        "trường trang.docx", "A Word file with the field of page numbers", lambda: field(" PAGE ")
    ),
    refused(
        "dde.xlsx",
        "An Excel file with a formula that starts a program (DDE)",
        lambda: table_with("cmd|'/c calc'!A0"),
        Reason.OUTSIDE_LINKS,
    ),
    taken(
        "công thức.xlsx",
        "An Excel file with an honest formula",
        lambda: table_with("SUM(Sheet1!A1:A9)"),
    ),
    refused(
        "liên kết dde.xlsx",
        "An Excel file with a link to a running program",
        lambda: with_parts(
            made.excel(),
            (
                "xl/externalLinks/externalLink1.xml",
                '<externalLink><ddeLink ddeService="cmd"/></externalLink>',
            ),
        ),
        Reason.OUTSIDE_LINKS,
    ),
    refused(
        "kết nối.xlsx",
        "An Excel file that asks a database when opened",
        lambda: with_parts(made.excel(), ("xl/connections.xml", "<connections/>")),
        Reason.OUTSIDE_LINKS,
    ),
    refused(
        "xxe.docx",
        "A Word file that reads a file of the server (XXE)",
        lambda: with_parts(word(), ("word/a.xml", XXE)),
        Reason.FOREIGN_PARTS,
    ),
    refused(
        "xxe 16.docx",
        "The same in UTF-16",
        lambda: with_parts(word(), ("word/a.xml", XXE.encode("utf-16"))),
        Reason.FOREIGN_PARTS,
    ),
    refused(
        "tỷ tiếng cười.docx",
        "A Word file whose words multiply (billion laughs)",
        lambda: with_parts(word(), ("word/document.xml", LAUGHS)),
        Reason.FOREIGN_PARTS,
    ),
    refused(
        "lồng sâu.docx",
        "A Word file with elements 5,000 levels deep",
        deep_markup,
        Reason.DAMAGED,
    ),
    taken(
        "hai trăm nghìn phần tử.docx", "A Word file with two hundred thousand elements", wide_markup
    ),
    refused(
        "hỏng.docx",
        "A Word file whose text is not well formed",
        lambda: with_parts(word(), ("word/document.xml", "<w:document>")),
        Reason.DAMAGED,
    ),
    refused(
        "đứt.docx", "A Word file cut off in the middle", lambda: word()[:20_000], Reason.DAMAGED
    ),
    refused(
        "khóa.docx",
        "A Word file with a password",
        lambda: made.old_container("EncryptedPackage"),
        Reason.ENCRYPTED,
    ),
    refused("cũ.doc", "A Word file of the old kind", made.old_container, Reason.OLD_OFFICE),
    refused("cũ.docx", "The same, named .docx", made.old_container, Reason.OLD_OFFICE),
    refused("bảng.xlsx", "A Word file named .xlsx", word, Reason.NAME_DISAGREES),
    taken(
        "eicar.docx",
        "A Word file with the words that test virus scanners (without a scanner)",
        lambda: word(EICAR.decode()),
    ),
]
