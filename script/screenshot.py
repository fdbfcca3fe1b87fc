"""Opens an HTML file in Chromium, with the network off, and writes what it shows as a PNG."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright


def main(browser: str, page_file: Path, picture: Path) -> None:
    """Draw `page_file` as a desk's screen would show it."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        page = chromium.new_page(viewport={"width": 1280, "height": 860}, device_scale_factor=1)
        page.context.set_offline(True)
        page.goto(page_file.absolute().as_uri())
        page.wait_for_selector(".leaflet-container")
        page.wait_for_timeout(1000)
        page.screenshot(path=picture)
        chromium.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
