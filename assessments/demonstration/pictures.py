"""Drawn stand-ins for photos and papers, so that the demonstration carries no foreign picture."""

from io import BytesIO
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

PAPER = (250, 248, 242)
RED = (168, 32, 26)
INK = (120, 120, 116)


def notice_board(seed: str) -> SimpleUploadedFile:
    """A wall with a board and sheets on it, different for each seed."""
    random = Random(seed)  # noqa: S311
    wall = tuple(random.randint(150, 215) for _ in range(3))
    image = Image.new("RGB", (960, 640), wall)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 520, 960, 640), fill=(132, 128, 118))
    draw.rectangle((110, 110, 850, 470), fill=(84, 62, 44))
    draw.rectangle((130, 130, 830, 190), fill=RED)
    for column in range(4):
        left = 150 + column * 172
        _sheet(draw, left, 215, random)
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=78)
    return SimpleUploadedFile("现场照片.jpg", buffer.getvalue(), "image/jpeg")


def _sheet(draw: ImageDraw.ImageDraw, left: int, top: int, random: Random) -> None:
    draw.rectangle((left, top, left + 140, top + 230), fill=PAPER)
    draw.rectangle((left + 14, top + 14, left + 126, top + 30), fill=RED)
    for row in range(random.randint(6, 10)):
        end = left + random.randint(80, 126)
        draw.line((left + 14, top + 50 + row * 17, end, top + 50 + row * 17), fill=INK, width=4)


def red_headed_paper(seed: str) -> SimpleUploadedFile:
    """One A4 page with a red head and a seal, as PDF."""
    random = Random(seed)  # noqa: S311
    image = Image.new("RGB", (620, 877), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    draw.rectangle((110, 90, 510, 118), fill=RED)
    draw.line((80, 160, 540, 160), fill=RED, width=3)
    for row in range(random.randint(14, 20)):
        y = 220 + row * 28
        draw.line((90, y, random.randint(380, 530), y), fill=INK, width=5)
    draw.ellipse((390, 690, 520, 820), outline=RED, width=4)
    buffer = BytesIO()
    image.save(buffer, "PDF")
    return SimpleUploadedFile("创建工作计划.pdf", buffer.getvalue(), "application/pdf")
