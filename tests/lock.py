"""Writes requirements.txt and requirements-dev.txt: pinned, hashed, a reason beside each.

`python -m tests.lock` (or `make lock`). The reasons are the comments of the two `.in` files; the
result names no index and no host, so that it installs wherever a Python package index is reached.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIRECT = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)[^#]*#\s*(?P<reason>.+)$", re.MULTILINE)
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[^]]*\])?==", re.MULTILINE)
COMPILE = (
    "piptools", "compile", "--quiet", "--generate-hashes", "--allow-unsafe", "--strip-extras",
    "--no-header", "--no-emit-index-url", "--no-emit-trusted-host", "--no-emit-find-links",
)  # fmt: skip


def reasons(*sources: Path) -> dict[str, str]:
    """The reason of each direct dependency, by its normalised name."""
    found = (match for source in sources for match in DIRECT.finditer(source.read_text("utf-8")))
    return {_normal(match["name"]): match["reason"] for match in found}


def with_reasons(locked: str, why: dict[str, str]) -> str:
    """`locked` with a comment line above each direct dependency."""

    def annotate(match: re.Match[str]) -> str:
        reason = why.get(_normal(match["name"]))
        return f"# {match['name']}: {reason}\n{match.group()}" if reason else match.group()

    return PINNED.sub(annotate, locked)


def lock(source: Path, target: Path, why: dict[str, str]) -> None:
    arguments = [sys.executable, "-m", *COMPILE, f"--output-file={target.name}", source.name]
    subprocess.run(arguments, check=True, cwd=ROOT, env=os.environ)  # noqa: S603  # our own words
    head = f"# Written by `make lock` from {source.name}; pinned and hashed.\n"
    target.write_text(head + with_reasons(target.read_text("utf-8"), why), "utf-8")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    runtime, development = ROOT / "requirements.in", ROOT / "requirements-dev.in"
    lock(runtime, ROOT / "requirements.txt", reasons(runtime))
    lock(development, ROOT / "requirements-dev.txt", reasons(runtime, development))
