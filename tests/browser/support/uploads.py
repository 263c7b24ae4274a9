"""Files as an official has them at hand, and the page that takes them."""

import hashlib
import io
import re

from PIL import Image
from playwright.sync_api import expect

from tests.browser.support.program import PASSWORD

TAKEN_AT = "2024:11:20 08:30:15"
TURNED_RIGHT, ORIENTATION, DATE_TIME, CAMERA_FACTS, TAKEN = 6, 0x0112, 0x0132, 0x8769, 0x9003
PLACES, LATITUDE = 0x8825, {1: "N", 2: (21.0, 16.0, 30.0)}


def large_pdf(folder, name="Hồ sơ quét.pdf", *, rows=3_200, tone=7):
    """Write a scanned paper of some megabytes: a page of grey grain, other for each tone."""
    grain = bytes((place * place * tone + place // 7) % 251 for place in range(1000))
    page = Image.new("L", (1000, rows))
    for row in range(rows):
        shift = row * 37 % 1000
        line = bytes((value * (row % 89 + 3)) % 256 for value in grain[shift:] + grain[:shift])
        page.paste(Image.frombytes("L", (1000, 1), line), (0, row))
    path = folder / name
    page.save(path, "PDF", quality=100)
    return path


def camera_photo(folder, name="IMG_2031.jpg", *, size=(3264, 2448)):
    """Write a photo as an upright phone does: lying pixels, a note to turn them, when, where."""
    grain = Image.effect_noise((size[0] // 4, size[1] // 4), 90).resize(size)
    exif = Image.Exif()
    exif[ORIENTATION] = TURNED_RIGHT
    exif[DATE_TIME] = TAKEN_AT
    exif.get_ifd(CAMERA_FACTS)[TAKEN] = TAKEN_AT
    exif.get_ifd(PLACES).update(LATITUDE)
    path = folder / name
    grain.convert("RGB").save(path, "JPEG", quality=95, exif=exif)
    return path


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def sign_in(page, username="official-07525"):
    page.goto("/login")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_selector(".masthead__reader", state="attached")


def open_criterion(page, code):
    """Go to the page of one criterion, by the link of its row."""
    page.goto("/assessments")
    sheet = re.search(r"/assessments/\d+", page.url)
    page.goto(f"{sheet[0]}/groups/{code[0]}")
    page.locator(f"#row-{code} .criterion__evidence p > a").click()
    page.wait_for_load_state("networkidle")
    return page.locator(f"#evidence-{code}")


def choose(page, code, *files):
    page.set_input_files(f"#evidence-file-{code}", list(files))


def drop(page, code, name, content):
    """Let a file fall on the place for it, as the mouse does."""
    carried = page.evaluate_handle(
        """([name, text]) => {
            const carried = new DataTransfer();
            const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
            carried.items.add(new File([bytes], name));
            return carried;
        }""",
        [name, content],
    )
    page.dispatch_event(f".dropzone[data-code='{code}']", "drop", {"dataTransfer": carried})


def expect_received(files, name, sha256=""):
    """Wait until the file is listed by the server, with its receipt."""
    line = files.locator("li", has=files.page.get_by_role("link", name=name, exact=True))
    expect(line).to_have_count(1)
    if sha256:
        expect(line.locator(".evidence__receipt")).to_contain_text(sha256)
    return line


def stored_bytes(program, sha256):
    [path] = [path for path in program.folder.rglob(f"*{sha256[4:]}*") if path.is_file()]
    return path.read_bytes()


def stored_photo(program, line):
    sha256 = line.locator(".evidence__hash").text_content()
    return Image.open(io.BytesIO(stored_bytes(program, sha256)))
