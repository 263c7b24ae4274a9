"""What others see of a photo is drawn anew: no time, no place, no camera, none of its bytes."""

import io
import uuid

from PIL import ExifTags, Image
from sqlalchemy import select

from emulation.database import db
from emulation.evidence.models import Evidence, FileReading
from tests.evidence import files as made
from tests.evidence.hostile.images import PHP, jpeg_with_comment

JSON = {"Accept": "application/json"}


def send(browser, year, content):
    browser.sign_in(year.users["official"])
    data = {"request_id": str(uuid.uuid4()), "file": [(io.BytesIO(content), "a.jpg")]}
    here = f"/evidence/{year.participants['commune']}/A1"
    browser.open(here, method="POST", data=data, headers=JSON, status=200)
    return db.session.scalars(select(Evidence.id)).one()


def test_time_and_place_are_read_for_the_inspector_and_are_in_no_picture(browser, year, gate):
    document = send(browser, year, made.photo_with_notes())

    reading = db.session.scalars(select(FileReading)).one()
    assert reading.taken_at.startswith("2024:03:05")
    assert reading.place == "21.27350, 106.19500"
    picture = browser.open(f"/evidence/{document}/preview", status=200).data
    with Image.open(io.BytesIO(picture)) as drawn:
        assert not drawn.getexif()
        assert ExifTags.Base.DateTimeOriginal not in drawn.getexif()
        assert {"exif", "xmp", "icc_profile"} & set(drawn.info) == set()
    for word in (b"Exif", b"2024:03:05", b"GPS"):
        assert word not in picture


def test_what_a_photo_carries_beside_its_pixels_is_in_no_picture(browser, year, gate):
    document = send(browser, year, jpeg_with_comment(PHP))

    picture = browser.open(f"/evidence/{document}/preview", status=200).data

    assert b"<?php" not in picture
