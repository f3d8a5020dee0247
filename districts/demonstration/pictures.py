"""Drawn stand-ins for photos of a village street, so that no foreign picture is carried along."""

from io import BytesIO
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

SKY, HILLS = (206, 224, 236), (158, 182, 150)
MUD, CONCRETE = (134, 106, 76), (176, 176, 172)
LEAF, TRUNK, LAMP = (74, 128, 70), (96, 72, 52), (70, 70, 74)


def street(seed: str, *, is_done: bool) -> SimpleUploadedFile:
    """A street before (mud and puddles) or after the work (concrete, trees, lamps)."""
    random = Random(seed)  # noqa: S311
    image = Image.new("RGB", (640, 420), SKY)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 190, 640, 420), fill=HILLS)
    draw.polygon([(270, 190), (370, 190), (600, 420), (40, 420)], fill=CONCRETE if is_done else MUD)
    for side in (-1, 1):
        for place in range(4):
            near = 60 + place * 60
            centre = 320 + side * (near + 45)
            base = 190 + place * 58
            height = 46 + place * 24 + random.randint(-6, 6)
            if is_done:
                _tree(draw, centre, base, height)
            else:
                draw.rectangle((centre - 26, base - height // 2, centre + 26, base), fill=TRUNK)
    if is_done:
        draw.line((320, 200, 320, 420), fill=(240, 240, 236), width=4)
        draw.line((215, 250, 215, 120), fill=LAMP, width=5)
        draw.ellipse((203, 108, 227, 128), fill=(250, 238, 180))
    else:
        for _ in range(7):
            x, y = random.randint(180, 430), random.randint(260, 400)
            draw.ellipse((x, y, x + 60, y + 16), fill=(104, 96, 88))
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=76)
    name = "完工后.jpg" if is_done else "动工前.jpg"
    return SimpleUploadedFile(name, buffer.getvalue(), "image/jpeg")


def paper() -> SimpleUploadedFile:
    """A signed sheet of A4 with a red seal, as a scanner gives it back."""
    image = Image.new("RGB", (595, 842), (250, 250, 247))
    draw = ImageDraw.Draw(image)
    draw.rectangle((150, 70, 445, 92), fill=LAMP)
    for line in range(14):
        draw.line((80, 150 + line * 34, 515, 150 + line * 34), fill=(150, 150, 150), width=3)
    draw.line((90, 720, 230, 700), fill=(40, 40, 90), width=4)
    draw.ellipse((360, 640, 480, 760), outline=(196, 30, 38), width=6)
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=76)
    return SimpleUploadedFile("签字扫描件.jpg", buffer.getvalue(), "image/jpeg")


def _tree(draw: ImageDraw.ImageDraw, centre: int, base: int, height: int) -> None:
    draw.line((centre, base, centre, base - height // 2), fill=TRUNK, width=6)
    draw.ellipse((centre - 22, base - height, centre + 22, base - height // 3), fill=LEAF)
