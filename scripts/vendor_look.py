"""Fetch the third-party files of the look again into src/vardtrad/shared/web/static/vendor.

Run it to upgrade: change a version below, run ``python scripts/vendor_look.py`` (needs npm and its registry), look at
the pages, and commit what changed. Nothing of npm is needed to run or test the product.

Designsystemet's CSS carries its icons as ``data:`` addresses, which ``default-src 'self'`` blocks without a word; they
are lifted out to files. The theme is made from designsystemet.config.json by Designsystemet's own command; its dark
colours get a file of their own.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENDOR = HERE.parent / "src" / "vardtrad" / "shared" / "web" / "static" / "vendor"
VERSIONS = {
    "@digdir/designsystemet": "1.15.0",
    "@digdir/designsystemet-css": "1.22.0",
    "@fontsource-variable/source-sans-3": "5.3.0",
    "@fontsource/noto-sans-arabic": "5.3.0",
    "@fontsource/noto-sans-ethiopic": "5.3.0",
    "htmx.org": "4.0.1",
}
DATA_IMAGE = re.compile(r"""url\((["'])(data:image/svg\+xml.*?)\1\)""")


def lift_images(css: str, icons: Path) -> str:
    """The CSS with each ``data:`` image as a file in ``icons``. Raises ValueError when one is left."""

    def lift(found: re.Match[str]) -> str:
        svg = urllib.parse.unquote(found[2].split(",", 1)[1])
        if "xmlns=" not in svg:
            svg = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
        name = f"ds-{hashlib.sha1(svg.encode(), usedforsecurity=False).hexdigest()[:8]}.svg"
        (icons / name).write_text(svg, "utf-8")
        return f'url("icons/{name}")'

    lifted = DATA_IMAGE.sub(lift, css)
    if "data:" in lifted:
        raise ValueError("a data: address is left in the CSS; the content security policy would block it")
    return lifted


AUTO = '(prefers-color-scheme: %s) {\n  [data-color-scheme="auto"] {'
DARK = "@layer ds.theme.color-scheme.dark {"


def _block(css: str, start: int) -> int:
    """Where the block that begins at ``start`` ends, its last brace included."""
    depth, at = 0, css.index("{", start)
    while True:
        depth += {"{": 1, "}": -1}.get(css[at], 0)
        at += 1
        if not depth:
            return at


def part_schemes(theme: str) -> tuple[str, str]:
    """The theme without its dark colours, and those by themselves, for :root.

    The page links the dark ones with a media query of its own (shared/web/base.html): only for a screen, so that paper
    stays light, and by the person's choice, without a script. Raises ValueError when the theme has no dark colours.
    """
    start = theme.index(DARK)
    end = _block(theme, start)
    dark = theme[start:end]
    own = dark.index('[data-color-scheme="dark"] {')
    alone = f"{DARK}\n:root {dark[dark.index('{', own) : _block(dark, own)]}\n}}\n"
    light = theme[:start] + theme[end:].lstrip("\n")
    auto = light.index("@media " + AUTO % "light")
    light = light[:auto].rstrip() + "\n" + light[_block(light, auto) :]
    if "prefers-color-scheme" in light + alone:
        raise ValueError("a choice of scheme is left in the theme")
    return light, alone


def npm(folder: Path, *words: str) -> None:
    """Run npm or npx in ``folder``. Raises CalledProcessError when it fails."""
    subprocess.run(words, cwd=folder, check=True)  # noqa: S603 (fixed words, see main)


def main() -> None:
    """Fetch, make the theme, lift the images, copy files and licences."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        packages = [f"{package}@{version}" for package, version in VERSIONS.items()]
        npm(folder, "npm", "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", *packages)
        shutil.copy(HERE / "designsystemet.config.json", folder)
        npm(folder, "npx", "designsystemet", "tokens", "create")
        npm(folder, "npx", "designsystemet", "tokens", "build", "--out-dir", "theme")

        modules = folder / "node_modules"
        for part in ("icons", "fonts", "htmx"):
            shutil.rmtree(VENDOR / part, ignore_errors=True)
            (VENDOR / part).mkdir(parents=True)
        css = (modules / "@digdir/designsystemet-css/dist/src/index.css").read_text("utf-8")
        (VENDOR / "designsystemet.css").write_text(lift_images(css, VENDOR / "icons"), "utf-8")
        light, dark = part_schemes((folder / "theme" / "vardtrad.css").read_text("utf-8"))
        (VENDOR / "theme.css").write_text(light, "utf-8")
        (VENDOR / "theme-dark.css").write_text(dark, "utf-8")
        shutil.copy(modules / "@digdir/designsystemet-css/LICENSE", VENDOR / "LICENSE-designsystemet-MIT.txt")

        font = modules / "@fontsource-variable/source-sans-3"
        upright = ("latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "vietnamese")
        for cut, style in (("latin", "italic"), *((cut, "normal") for cut in upright)):
            shutil.copy(
                font / f"files/source-sans-3-{cut}-wght-{style}.woff2", VENDOR / f"fonts/ss3-{cut}-{style}.woff2"
            )
        shutil.copy(font / "LICENSE", VENDOR / "fonts/LICENSE-OFL.txt")
        for script in ("arabic", "ethiopic"):  # for paper only (css/paper.css)
            noto = modules / f"@fontsource/noto-sans-{script}"
            cut = f"files/noto-sans-{script}-{script}-400-normal.woff2"
            shutil.copy(noto / cut, VENDOR / f"fonts/noto-{script}-normal.woff2")
            shutil.copy(noto / "LICENSE", VENDOR / f"fonts/LICENSE-noto-{script}-OFL.txt")

        shutil.copy(modules / "htmx.org/dist/htmx.min.js", VENDOR / "htmx")
        shutil.copy(modules / "htmx.org/LICENSE", VENDOR / "htmx/LICENSE-htmx-0BSD.txt")
    sys.stdout.write(f"{VENDOR}: {len(list((VENDOR / 'icons').iterdir()))} icons lifted\n")


if __name__ == "__main__":
    main()
