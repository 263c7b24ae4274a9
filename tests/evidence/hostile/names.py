"""Honest documents under names that lead elsewhere, deceive, or that some system cannot keep."""

import unicodedata

from emulation.evidence.checks.verdicts import Reason
from tests.evidence.hostile.cases import refused, taken
from tests.evidence.hostile.papers import pdf

LONG = "ế" * 300


def named(name, about, kept_as):
    return taken(name, about, pdf, kept_as=kept_as)


CASES = [
    refused("báo cáo.pdf.exe", "A PDF whose name ends in .exe", pdf, Reason.WRONG_TYPE),
    named("báo cáo.exe.pdf", "A PDF whose name has a second ending", "báo cáo.exe.pdf"),
    refused("không đuôi", "A PDF without an ending", pdf, Reason.WRONG_TYPE),
    refused(".pdf", "A name that is only an ending", pdf, Reason.WRONG_TYPE),
    refused("...", "A name of dots", pdf, Reason.WRONG_TYPE),
    refused("a.pdf\u202egpj.exe", "A name that reads from right to left", pdf, Reason.WRONG_TYPE),
    named("anh\u202efdp.pdf", "A name with a sign that turns its letters round", "anhfdp.pdf"),
    named("a\u200bb\u00adc.pdf", "A name with signs nobody sees", "abc.pdf"),
    named("../../etc/passwd.pdf", "A name that leads out of the folder", "passwd.pdf"),
    named("/etc/cron.d/a.pdf", "A name that starts at the root", "a.pdf"),
    named("C:\\Users\\lan\\a.pdf", "A name with a folder of Windows", "a.pdf"),
    named("a\0.pdf", "A name with a NUL", "a.pdf"),
    named("a\r\nSet-Cookie: x.pdf", "A name with line ends", "a Set-Cookie- x.pdf"),
    named("\ud800a.pdf", "A name with half a letter (lone surrogate)", "a.pdf"),
    named(f"{LONG}.pdf", "A name of 300 letters", "ế" * 251 + ".pdf"),
    named(
        unicodedata.normalize("NFD", "Biên bản họp.pdf"),
        "A name whose accents are apart",
        "Biên bản họp.pdf",
    ),
    named("CON.pdf", "A name that Windows keeps for a device", "_CON.pdf"),
    named("a.pdf. . ", "A name that ends in dots and spaces", "a.pdf"),
    named("-rf.pdf", "A name that starts like an option", "-rf.pdf"),
    named('"><script>alert(1).pdf', "A name with a script", "-script-alert(1).pdf"),
    named("=cmd|' C'!A0.pdf", "A name that is a formula", "=cmd-' C'!A0.pdf"),
    named("Kế hoạch 😀.pdf", "A name with a picture letter", "Kế hoạch 😀.pdf"),
    named("%2e%2e%2fa.pdf", "A name with escapes of addresses", "%2e%2e%2fa.pdf"),
    named("${jndi:x}{{7*7}}.pdf", "A name that looks like a template", "${jndi-x}{{7-7}}.pdf"),
]
