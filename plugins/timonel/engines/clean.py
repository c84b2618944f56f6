"""What machines read of a language: each page as Markdown, entities as JSON, and what there is (llms.txt)."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

from timonel.engines.edition import Edition
from timonel.engines.engine import Made
from timonel.site import Page
from timonel.site.beside import Beside
from timonel.site.clean.contents import contents


def of_page(edition: Edition, page: Page) -> dict[str, bytes]:
    """Return name → content of what says the same as a generated page."""
    from timonel.site.clean.markdown import markdown  # noqa: PLC0415 - few sites want it

    name = stem(edition, page.path)
    files = {f"{name}.md": markdown(page.title, page.blocks).encode("utf-8", "replace")}
    if page.data:
        files[f"{name}.json"] = page.data.encode("utf-8", "replace")
    return files


def of_host(edition: Edition, made: Made) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of what says the same as pages that an engine has made: those written by hand, or all."""
    from timonel.site.clean.foreign import article  # noqa: PLC0415 - as above
    from timonel.site.clean.markdown import markdown  # noqa: PLC0415 - as above

    for path in edition.hand_written:
        html = made.files.get(edition.file(path))
        if html is not None:
            text = markdown(edition.title(path), article(html.decode("utf-8", "replace")))
            yield f"{stem(edition, path)}.md", text.encode("utf-8", "replace")
    for page in edition.page_set.pages(edition.drafts) if made.is_whole else ():
        yield from of_page(edition, page).items()


def listed(edition: Edition) -> Beside:
    """Return what there is, and where."""
    made = contents(edition.ctx, edition.name, edition.menu).encode()
    return Beside("llms.txt", blake2b(made, digest_size=16).digest(), lambda: made)


def stem(edition: Edition, path: str) -> str:
    """Return what the files of a page are called, without what tells them apart."""
    return edition.file(path).removesuffix(".html")
