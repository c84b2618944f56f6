"""Take the README's pictures: pages of the example's built site, in English, light and dark, as small WebP files.

`timonel build` first, then `TIMONEL_BROWSER=/usr/bin/chromium python scripts/pictures.py`. They stand in `scripts/pictures/`, which is
no part of a knowledge base: neither `init` nor a build copies it.
"""

from __future__ import annotations

import base64
import os
import shutil
import sys
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from playwright.sync_api import Page, ViewportSize, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "scripts" / "pictures"
# Name → page.
PAGES = {"home": "en/", "process": "en/processes/gestion-de-devoluciones/", "governance": "en/governance/"}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SIZE, SCALE = ViewportSize(width=1280, height=800), 1.5
MOST = 120_000  # bytes of a picture
AS_WEBP = """async (address) => {
  const picture = new Image()
  picture.src = address
  await picture.decode()
  const canvas = new OffscreenCanvas(picture.width, picture.height)
  canvas.getContext("2d").drawImage(picture, 0, 0)
  const blob = await canvas.convertToBlob({ type: "image/webp", quality: 0.85 })
  return await new Promise((done) => {
    const reader = new FileReader()
    reader.onload = () => done(reader.result)
    reader.readAsDataURL(blob)
  })
}"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing of it."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def main() -> int:
    site = ROOT / "site"
    if not (site / "en" / "index.html").is_file():
        print("no site to take pictures of: run `timonel build` first", file=sys.stderr)
        return 2
    program = os.environ.get("TIMONEL_BROWSER") or shutil.which("chromium")
    TARGET.mkdir(exist_ok=True)
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for scheme in SCHEMES:
            page = browser.new_page(viewport=SIZE, color_scheme=scheme, device_scale_factor=SCALE)
            for name, path in PAGES.items():
                _take(page, f"{address}/{path}", TARGET / f"{name}-{scheme}.webp")
        browser.close()
    large = [one.name for one in sorted(TARGET.glob("*.webp")) if one.stat().st_size > MOST]
    if large:
        print(f"too large: {', '.join(large)}", file=sys.stderr)
    return int(bool(large))


def _take(page: Page, address: str, file: Path) -> None:
    page.goto(address, wait_until="networkidle")
    taken = base64.b64encode(page.screenshot(animations="disabled", caret="hide")).decode()
    packed = page.evaluate(
        AS_WEBP, f"data:image/png;base64,{taken}"
    )  # the browser packs it: nothing else need be installed
    file.write_bytes(base64.b64decode(packed.partition(",")[2]))
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    sys.exit(main())
