"""The table of hostile and broken files, and how docs/hostile-files.md says it."""

import unicodedata
from functools import cache
from pathlib import Path

from flask_babel import force_locale

from emulation import labels
from emulation.config import ROOT
from emulation.evidence.arrivals import RefusedFile
from emulation.evidence.checks.verdicts import Reason
from emulation.evidence.names import clean_name
from emulation.evidence.sentences import refusal_sentence
from tests.evidence.hostile import containers, honest, images, names, office, pdf_files

SAYING_THE_SIZE = {Reason.DAMAGED, Reason.TOO_LARGE}
LIMIT = 20 * 1024 * 1024
PAGE = ROOT / "docs" / "hostile-files.md"
FAMILIES = {
    "Photos and scans": images.CASES,
    "PDF documents": pdf_files.CASES,
    "Word and Excel files": office.CASES,
    "Archives and packages": containers.CASES,
    "Names": names.CASES,
    "Honest files": honest.CASES,
}
CASES = [case for cases in FAMILIES.values() for case in cases]
HEAD = """\
# Hostile and broken files

What becomes of files that are broken, or made to do harm, when somebody uploads them as evidence.
The tests make every file of this table and send it through the upload page; they also write this
page (`REWRITE_DOCS=1 pytest tests/evidence/hostile`), so it says what happens. "Taken" means kept
as it came; what is remarked is shown to whoever judges by the file, and no remark keeps a file out.
Files are looked at by a program of their own, which may write to 176 MB of memory, run for ten
seconds and write no file; whatever crashes it, or keeps it too long, is refused as a file that
cannot be read. Nothing of a refused file remains.

Without a virus scanner, files that only a scanner knows are taken: see
[operations](operations.md).
"""


@cache
def size_of(case):
    return len(case.make()) if case.reason in SAYING_THE_SIZE else 0


def sentence(case, language):
    """Return what people read of a refused file; its size is what the tests send."""
    file = RefusedFile(clean_name(case.name), size_of(case), case.reason, LIMIT)
    with force_locale(language):
        return refusal_sentence(file)


def outcome(case):
    if case.reason:
        return f"Refused: {sentence(case, 'vi')}<br>*{sentence(case, 'en')}*"
    said = []
    for language in ("vi", "en"):
        with force_locale(language):
            said.append("; ".join(str(labels.FILE_FLAG[flag]) for flag in sorted(case.flags)))
    remark = f", with a remark: {said[0]}<br>*{said[1]}*" if case.flags else ""
    kept = "" if case.kept_name == case.name else f" as `{shown(case.kept_name)}`"
    return f"Taken{kept}{remark}"


def shown(name):
    """Write a name so that every sign of it can be seen, and long ones stay short."""
    visible = "".join(
        letter
        if letter not in "|`" and unicodedata.category(letter)[0] not in "CM"
        else f"\\u{ord(letter):04x}"
        for letter in name
    )
    return visible if len(visible) < 70 else f"{visible[:20]}… ({len(name)} letters)"


def page():
    lines = [HEAD]
    number = 0
    for family, cases in FAMILIES.items():
        lines += [
            f"## {family}",
            "",
            "| | sent as | what it is | what it gets |",
            "|---|---|---|---|",
        ]
        for case in cases:
            number += 1
            about = case.about.replace("|", "\\|")
            gets = outcome(case).replace("|", "\\|")
            lines.append(f"| {number} | `{shown(case.name)}` | {about} | {gets} |")
        lines.append("")
    return "\n".join(lines)


def write(path: Path = PAGE):
    path.write_text(page(), encoding="utf-8")
