"""Takes the README's picture: an open case and an open plan of the demo, as its staff see them.

    ./start --fresh                                  in one terminal
    .venv/bin/python scripts/picture.py http://localhost:8000    in another

Needs Chromium (scripts/find_chromium.py) and what ./test installs. Everybody in the pictures is invented.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from find_chromium import find
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PIN = "123456"
WIDTH, HEIGHT = 1280, 800
# The picture's name, the step of the tour that leads to it (chapter, step), and whose row is opened.
PICTURES = (("case.png", 0, 4, "Gunvor Tjärlund"), ("plan.png", 1, 1, "Gunvor Tjärlund"))


def main(address: str) -> int:
    """Take the pictures from the demo at this address."""
    program = find()
    if program is None:
        sys.stderr.write("Chromium saknas: sudo apt-get install -y chromium\n")
        return 1
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, chapter, step, who in PICTURES:
            take(browser, address, FOLDER / name, chapter, step, who)
        browser.close()
    return 0


def take(browser: Browser, address: str, picture: Path, chapter: int, step: int, who: str) -> None:
    """One picture: go by the tour, open somebody's row, and look."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.goto(f"{address}/demo")
    page.locator("main section").nth(chapter).locator("li").nth(step).get_by_role("link").click()
    page.get_by_label("Ange pinkod för legitimering").fill(PIN)
    page.get_by_role("button", name="OK", exact=True).click()
    row = page.get_by_role("row").filter(has_text=who).first
    link = row.get_by_role("link").first.get_attribute("href")
    page.goto(f"{address}{link}")
    page.wait_for_load_state("networkidle")
    # A small file: few colours are on the screen.
    Image.open(BytesIO(page.screenshot())).convert("RGB").quantize(96).save(picture, optimize=True)
    page.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://localhost:8000"))
