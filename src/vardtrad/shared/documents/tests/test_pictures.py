"""Pictures are drawn anew: nothing goes along but the dots, upright and in plain colours, and HEIC becomes JPEG."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, PngImagePlugin

from vardtrad.kernel.tables import Refused
from vardtrad.shared.documents import actions, queries
from vardtrad.shared.documents.actions import Checked
from vardtrad.shared.documents.reading import PIXELS, SMALL, Unreadable, Why

PHOTO = (Path(__file__).parents[5] / "tests" / "pictures" / "photo.heic").read_bytes()
"""A photo as an iPhone saves it: the left half is red, with the camera's maker and the place where it was taken."""
PLACE = b"Telefonmakaren"


def check(name: str, content: bytes) -> Checked:
    return actions.check(SimpleUploadedFile(name, content), None)


def refused(name: str, content: bytes) -> str:
    with pytest.raises(Refused) as caught:
        check(name, content)
    return caught.value.sentence


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def half_red(mode: str = "RGB") -> Image.Image:
    image = Image.new("RGB", (80, 40), "white")
    image.paste((200, 30, 30), (0, 0, 40, 40))
    return image.convert(mode)


def from_a_phone(**tags: object) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = PLACE.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (59.0, 19.0, 45.0), 3: "E", 4: (18.0, 4.0, 7.0)})
    for tag, value in tags.items():
        exif[int(tag[1:], 16)] = value
    return exif


@pytest.mark.req("B-30")
def test_a_heic_photo_becomes_a_jpeg_without_the_place(clamd):
    assert PLACE in PHOTO
    checked = check("IMG_0417.HEIC", PHOTO)
    assert (checked.name, checked.media_type) == ("IMG_0417.jpg", "image/jpeg")
    image = opened(checked.content)
    assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (96, 64), {})
    red, green, _blue = image.getpixel((10, 30))
    assert red > 150 > green
    assert PLACE not in checked.content


@pytest.mark.req("B-30")
@pytest.mark.parametrize(("name", "kind"), [("bild.jpg", "JPEG"), ("bild.png", "PNG")])
def test_what_a_camera_writes_is_left_behind(clamd, name, kind):
    content = saved(half_red(), kind, exif=from_a_phone())
    assert PLACE in content
    checked = check(name, content)
    assert dict(opened(checked.content).getexif()) == {}
    assert PLACE not in checked.content
    assert PLACE not in checked.small


def test_texts_in_a_picture_are_left_behind(clamd):
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "Alva bor på Storgatan")
    hidden = "Alva bor på Storgatan".encode()
    for name, content in [
        ("bild.png", saved(half_red(), "PNG", pnginfo=info)),
        ("bild.jpg", saved(half_red(), "JPEG", comment=hidden)),
        ("bild.gif", saved(half_red(), "GIF", comment=hidden)),
        ("bild.jpg", saved(half_red(), "JPEG") + hidden),
    ]:
        assert b"Storgatan" not in check(name, content).content, name


def test_a_photo_on_its_side_is_set_upright(clamd):
    image = opened(check("bild.jpg", saved(half_red(), "JPEG", exif=from_a_phone(x112=6))).content)
    assert image.size == (40, 80)
    assert image.getpixel((20, 5))[1] < 100 < image.getpixel((20, 75))[1]


def test_colours_of_another_profile_look_the_same(clamd):
    broken = saved(half_red(), "JPEG", icc_profile=b"not a profile")
    assert "icc_profile" not in opened(check("bild.jpg", broken).content).info
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = opened(check("bild.jpg", saved(half_red(), "JPEG", icc_profile=srgb)).content)
    assert "icc_profile" not in image.info
    assert image.getpixel((20, 20))[0] > 180


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_every_kind_of_jpeg_is_drawn(clamd, mode):
    checked = check("bild.jpeg", saved(half_red(mode), "JPEG"))
    assert checked.name == "bild.jpeg"
    assert opened(checked.content).mode in {"L", "RGB"}
    assert max(opened(checked.small).size) <= max(SMALL)


def test_what_is_see_through_stays_so_and_is_white_when_small(clamd):
    clear = Image.new("RGBA", (500, 500), (0, 0, 0, 0))
    checked = check("bild.png", saved(clear, "PNG"))
    assert opened(checked.content).getpixel((0, 0))[3] == 0
    small = opened(checked.small)
    assert (small.format, small.size) == ("JPEG", SMALL)
    assert small.getpixel((5, 5))[0] > 250


def test_a_moving_picture_goes_on_moving(clamd):
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    content = saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=200, loop=0)
    assert opened(check("bild.gif", content).content).n_frames == 3


@pytest.mark.req("B-30")
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("IMG.jpg", PHOTO, "Filens namn säger en sak"),
        ("IMG.heic", saved(half_red(), "JPEG"), "Filens namn säger en sak"),
        ("IMG.heic", b"\x00\x00\x00\x1cftypheic" + bytes(200), "trasig"),
        ("IMG.heic", PHOTO[: len(PHOTO) // 2], "trasig"),
    ],
)
def test_a_heic_that_lies_or_is_broken(clamd, name, content, words):
    assert words in refused(name, content)


@pytest.mark.req("B-30")
def test_what_hangs_on_behind_a_picture_is_left_behind(clamd):
    with_more = saved(half_red(), "PNG") + b"<script>alert(1)</script>"
    assert b"script" not in check("bild.png", with_more).content


@pytest.mark.req("B-30")
def test_sixty_megapixels_is_the_end():
    side = int(PIXELS**0.5)
    large = saved(Image.new("L", (side, side)), "PNG", compress_level=1)
    assert len(large) < 1_000_000
    assert opened(queries.read(large, "image/png").picture).size == (side, side)
    with pytest.raises(Unreadable) as caught:
        queries.read(saved(Image.new("L", (side + 60, side)), "PNG", compress_level=1), "image/png")
    assert caught.value.why == Why.LARGE


@pytest.mark.req("B-30")
def test_a_picture_that_grows_out_of_bounds_when_drawn_anew_never_leaves_its_reader(settings):
    noise = Image.effect_noise((200, 200), 80).convert("RGB")
    small = saved(noise, "JPEG", quality=5)
    drawn = queries.read(small, "image/jpeg").picture
    settings.FILE_LIMIT = len(drawn) // queries.GROWN + 1
    assert queries.read(small, "image/jpeg").picture == drawn
    settings.FILE_LIMIT = len(drawn) // queries.GROWN - 1
    with pytest.raises(Unreadable) as caught:
        queries.read(small, "image/jpeg")
    assert caught.value.why is Why.LARGE


def test_without_a_patient_a_file_may_say_whom_it_is_about(clamd):
    assert check("19800102-2386.png", saved(half_red(), "PNG")).name == "19800102-2386.png"


def test_what_the_reader_says_is_read_only_as_far_as_it_holds():
    with pytest.raises(ValueError, match="longer"):
        queries.reading.unpacked(queries.reading.LENGTHS.pack(5, 99) + b"text!")
