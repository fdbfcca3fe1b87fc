"""The page is one file that names nothing outside itself, and is the same for the same story."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from heron_map_story import long_story, story

from maps import assets
from maps.page import MapOptions, render
from tracer.errors import ConfigurationError


@pytest.fixture(scope="module")
def html() -> str:
    return render(story(), MapOptions(notice="A fictional case"))


def test_the_same_story_gives_the_same_bytes(html: str) -> None:
    assert render(story(), MapOptions(notice="A fictional case")) == html


def test_nothing_is_loaded(html: str) -> None:
    assert not re.search(r"<(?:script|img|iframe|link|object|embed)\b[^>]*\s(?:src|href|data)\s*=", html)
    addresses = [
        found for found in re.findall(r"url\(\s*['\"]?([^'\")]*)", html) if not found.startswith(("data:", "#"))
    ]
    assert addresses == []
    assert "sourceMappingURL" not in html
    assert "default-src 'none'" in html
    assert "unsafe-inline" not in html


def test_the_data_can_be_read_back(html: str) -> None:
    match = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert match
    data = json.loads(match[1])
    assert data["notice"] == "A fictional case"
    assert data["title"] == "Apple iPhone 14 Pro, imei:350000100000014"
    assert [layer["name"] for layer in data["layers"]][:3] == ["theft", "seizures", "listings"]


def test_a_hostile_title_is_escaped_in_the_head() -> None:
    html = render(story(subject="</title><script>alert(1)</script>{{ 7 * 7 }}\ud800"))
    assert "<script>alert" not in html
    assert "{{ 7 * 7 }}" in html
    html.encode("utf-8")


def test_a_hundred_thousand_pings_are_under_five_megabytes() -> None:
    assert len(render(long_story()).encode()) < 5_000_000


def test_without_the_front_end_files_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(assets, "VENDOR", tmp_path)
    with pytest.raises(ConfigurationError, match="script/setup"):
        assets.vendor_text("leaflet/dist/leaflet.js")
