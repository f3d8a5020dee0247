"""The archive: a tar whose last line is the SHA-256 of all bytes before it.

Any byte that differs, in a file, a header or the padding, and any that is missing at the end is
found before anything is read from it.
"""

import hashlib
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from wenming.errors import DomainError

FIRST = "wenming-backup.txt"
MANIFEST = "manifest.json"
FILES = "files.jsonl"
TABLES, MEDIA = "tables/", "media/"
SEAL = b"\nwenming-backup sha256 "
SEAL_LENGTH = len(SEAL) + 64 + 1
PIECE = 1024 * 1024
NOT_OURS = "这不是本系统的备份文件，没有恢复。"
DAMAGED = "备份文件已损坏或不完整（校验值不符），没有恢复。请换一份备份。"


class _Hashing:
    """Passes bytes on and hashes them. Enough of a file for a tar that is only written forwards."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest, self.size = file, hashlib.sha256(), 0

    def write(self, piece: bytes) -> int:
        self.digest.update(piece)
        self.size += len(piece)
        return self.file.write(piece)

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(size)
        self.digest.update(piece)
        self.size += len(piece)
        return piece


class Writer:
    """Adds members one after another; nothing is kept in memory."""

    def __init__(self, tar: tarfile.TarFile, folder: Path, made_at: int) -> None:
        self._tar, self._folder, self._made_at = tar, folder, made_at

    def add(self, name: str, content: IO[bytes], size: int) -> str:
        """Add so many bytes under that name; their SHA-256."""
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, self._made_at
        hashing = _Hashing(content)
        self._tar.addfile(info, cast("IO[bytes]", hashing))
        _forget_members(self._tar)
        return hashing.digest.hexdigest()

    @contextmanager
    def member(self, name: str) -> Iterator[IO[bytes]]:
        """A file to write in; on leaving it becomes a member. Its size need not be known before."""
        with self.scratch() as file:
            yield file
            size = file.tell()
            file.seek(0)
            self.add(name, file, size)

    def scratch(self) -> IO[bytes]:
        """A nameless file beside the archive, on a disk that must have room anyway."""
        return cast("IO[bytes]", tempfile.TemporaryFile(dir=self._folder))


@contextmanager
def written(target: Path, made_at: int) -> Iterator[Writer]:
    """A new archive, readable by its owner alone, that appears under its name once it is whole."""
    part = target.with_name(f"{target.name}.part")
    handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            hashing = _Hashing(file)
            with tarfile.open(fileobj=cast(Any, hashing), mode="w|") as tar:
                yield Writer(tar, target.parent, made_at)
            file.write(SEAL + hashing.digest.hexdigest().encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        part.rename(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


class Reader:
    """A checked archive. Members that are no media are few and found by name."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._few = {info.name: info for info in self._members() if not _is_media(info)}

    @contextmanager
    def member(self, name: str) -> Iterator[IO[bytes]]:
        if name not in self._few:
            raise DomainError(NOT_OURS)
        with tarfile.open(self.path, "r:") as tar, _content(tar, self._few[name]) as content:
            yield content

    def media(self, take: Callable[[str, IO[bytes]], None]) -> None:
        """Hand every media file over, in the order of the archive."""
        with tarfile.open(self.path, "r:") as tar:
            for info in _walked(tar):
                if _is_media(info):
                    with _content(tar, info) as content:
                        take(info.name.removeprefix(MEDIA), content)

    def _members(self) -> Iterator[tarfile.TarInfo]:
        try:
            with tarfile.open(self.path, "r:") as tar:
                yield from _walked(tar)
        except tarfile.TarError as error:
            raise DomainError(NOT_OURS) from error


def checked(path: Path) -> Reader:
    """The archive, every byte of which is as it was written; else a DomainError."""
    if not path.is_file():
        raise DomainError(f"找不到备份文件 {path}。")
    with path.open("rb") as file:
        if not file.read(len(FIRST)) == FIRST.encode():
            raise DomainError(NOT_OURS)
        length = path.stat().st_size - SEAL_LENGTH
        if length < 0 or not _is_sealed(file, length):
            raise DomainError(DAMAGED)
    return Reader(path)


def _is_sealed(file: IO[bytes], length: int) -> bool:
    digest, rest = hashlib.sha256(), length
    file.seek(0)
    while rest:
        piece = file.read(min(PIECE, rest))
        if not piece:
            return False
        digest.update(piece)
        rest -= len(piece)
    return file.read() == SEAL + digest.hexdigest().encode() + b"\n"


def _walked(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    while info := tar.next():
        yield info
        _forget_members(tar)


def _forget_members(tar: tarfile.TarFile) -> None:
    """tarfile keeps a list of what has passed; of a hundred thousand files that is much memory."""
    tar.members.clear()  # type: ignore[attr-defined]


def _is_media(info: tarfile.TarInfo) -> bool:
    return info.name.startswith(MEDIA)


def _content(tar: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(info) if info.isreg() else None
    if content is None:
        raise DomainError(NOT_OURS)
    return content
