"""Every template compiles and holds to what the strict CSP and htmx need of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parent.parent / "templates"
TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html"))
PARTS = [name for name in TEMPLATES if Path(name).name.startswith("_") or name.startswith("_ui/")]
FORBIDDEN = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "event attribute": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "htmx that needs eval": re.compile(
        r"\shx-(on|vals)\b[:\w-]*\s*=\s*[\"']?js:|\shx-on", re.IGNORECASE
    ),
    "file from another host": re.compile(
        r"<(?:script|link|img)[^>]*(?:src|href)=[\"'](?:https?:)?//"
    ),
    "text that is not escaped": re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off"),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_compiles(name: str) -> None:
    get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_holds_nothing_that_the_csp_refuses(name: str) -> None:
    source = (ROOT / name).read_text(encoding="utf-8")
    found = [what for what, pattern in FORBIDDEN.items() if pattern.search(source)]
    assert found == []


@pytest.mark.parametrize("name", PARTS)
def test_part_opens_with_what_it_needs(name: str) -> None:
    """A part is rendered from several places; its first line tells them what to hand over."""
    first = (ROOT / name).read_text(encoding="utf-8").lstrip()
    assert first.startswith(("{#", "{% comment")), f"{name} must say what it needs"
