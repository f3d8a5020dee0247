"""Pictures are decoded and written anew: nothing hides behind or inside them, no place is told."""

from dataclasses import dataclass
from io import BytesIO
from typing import IO

from PIL import Image, ImageOps

from wenming.errors import DomainError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MAX_PIXELS = 40_000_000
MAX_SIDE = 4096  # enough to read a scanned A4 page; a phone's 12,000 pixels only cost disk
THUMBNAIL_SIDE = 320
QUALITY = 88
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is stored: upright, without EXIF, with its thumbnail."""

    content: bytes
    content_type: str
    width: int
    height: int
    thumbnail: bytes


def redraw(file: IO[bytes]) -> Picture:
    """Decode the first frame and encode it again, or raise DomainError. Bombs are not decoded."""
    file.seek(0)
    try:
        with Image.open(file, formats=FORMATS) as source:
            if source.width * source.height > MAX_PIXELS:
                raise _too_large()
            source.thumbnail((MAX_SIDE, MAX_SIDE))
            image = ImageOps.exif_transpose(source)
            has_alpha = image.has_transparency_data
            is_drawing = source.format in ("PNG", "GIF")
            image = image.convert("RGBA" if has_alpha else "RGB")
    except BOMBS as error:
        raise _too_large() from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise DomainError("图片无法打开，可能已损坏或没有传完，请重新上传。") from error
    format_ = "PNG" if has_alpha or is_drawing else "JPEG"
    return Picture(
        content=_encoded(image, format_),
        content_type=f"image/{format_.lower()}",
        width=image.width,
        height=image.height,
        thumbnail=_thumbnail(image),
    )


def _thumbnail(image: Image.Image) -> bytes:
    """A small JPEG; what is transparent becomes paper."""
    small = image.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    if small.mode == "RGBA":
        paper = Image.new("RGB", small.size, "white")
        paper.paste(small, mask=small.getchannel("A"))
        small = paper
    return _encoded(small, "JPEG")


def _encoded(image: Image.Image, format_: str) -> bytes:
    buffer = BytesIO()
    # A picture without `info` has nothing that the encoder would carry over.
    image.info = {}
    image.save(buffer, format_, quality=QUALITY)
    return buffer.getvalue()


def _too_large() -> DomainError:
    return DomainError(f"图片超过 {MAX_PIXELS // 10_000} 万像素，请缩小后再上传。")
