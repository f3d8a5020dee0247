"""Handing a file out. Whether this person may have it is asked by the view before."""

import logging
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase

from wenming.files.models import StoredFile
from wenming.http import named

logger = logging.getLogger(__name__)

EXTENSIONS = {"image/jpeg": (".jpg", ".jpeg"), "image/png": (".png",)}


def serve(stored: StoredFile, *, thumbnail: bool = False, inline: bool = False) -> HttpResponseBase:
    """The bytes as a download. Shown in the page only where we made the picture ourselves."""
    thumbnail = thumbnail and stored.has_thumbnail
    path = stored.thumbnail_path if thumbnail else stored.path
    try:
        file = default_storage.open(path)
    except FileNotFoundError as error:
        logger.error("stored file %s has no bytes", stored.pk)
        raise Http404 from error
    content_type = "image/jpeg" if thumbnail else stored.content_type
    response = FileResponse(file, content_type=content_type)
    # Even opened in a tab of its own, a file runs nothing and belongs to no site.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    name = download_name(stored.original_name, content_type)
    return named(response, name, inline=stored.is_image and (inline or thumbnail))


def download_name(name: str, content_type: str) -> str:
    """The name the file came with; a redrawn picture gets the extension of what it is now."""
    extensions = EXTENSIONS.get(content_type)
    if extensions is None or name.lower().endswith(extensions):
        return name
    return PurePosixPath(name).stem + extensions[0]
