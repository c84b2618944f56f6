"""A company's logo and colour on the site: what `brand` says, beneath what mkdocs.yml says itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from timonel.files import OutsideError, within
from timonel.settings import Settings
from timonel.settings.colours import Colour, contrast, legible, mixed
from timonel.text import Said, said

LOGO, ICON, CSS = "assets/logo.svg", "assets/favicon.svg", "assets/brand.css"
_THEMES = "assets/images/favicon.png"  # the theme's own icon, where nobody names one
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_LEAST = 4.5  # of contrast, for running text: links have this colour (WCAG 2.2, 1.4.3)
# Of each scheme, as in timonel.css: where it holds, the page, what is raised above it, how much colour makes a tint of the
# page, and where to a colour moves until it is read there.
_SCHEMES = (
    ("{}", ':root, [data-md-color-scheme="default"]', (255, 255, 255), (245, 248, 248), 0.1, _BLACK),
    ("@media screen {{ {} }}", '[data-md-color-scheme="slate"]', (15, 24, 27), (24, 38, 42), 0.16, _WHITE),
)


class Brand(NamedTuple):
    """What a base brings along to be seen by.

    Attributes:
        files: name in the site → content.
        logo: the name of the logo, "" where it is Timonel's wheel.
        left: what was not used, and why.
    """

    files: Mapping[str, bytes] = {}
    logo: str = ""
    left: tuple[Said, ...] = ()

    @property
    def styles(self) -> list[str]:
        """The names of style sheets that stand above Timonel's, and below the base's own."""
        return [CSS] if CSS in self.files else []


NONE = Brand()


def brand(root: Path, settings: Settings, *, safe: bool = False) -> Brand:
    """Return what the settings say of a brand.

    Args:
        root: the base.
        settings: its settings.
        safe: whether strangers wrote the base: a picture that could run something is left out.
    """
    files: dict[str, bytes] = {}
    logo, left = "", list[Said]()
    named = settings.brand.get("logo")
    if named:
        try:
            file = within(root, named)
            if file.is_file() and (not safe or _is_passive(file)):
                logo = f"assets/brand{PurePosixPath(named).suffix}"
                files[logo] = file.read_bytes()
            else:
                left.append(said("{what}: not used", what=named) if file.is_file() else _missing(named))
        except OutsideError:
            left.append(_missing(named))
    if settings.brand.get("accent"):
        files[CSS] = "".join(_styles(bytes.fromhex(settings.brand["accent"][1:]))).encode()
    return Brand(files, logo, tuple(left))


def _is_passive(picture: Path) -> bool:
    from timonel.engines.written.stranger import is_passive  # noqa: PLC0415 - reads XML, and only strangers' pictures are asked

    return is_passive(picture)


def _missing(name: str) -> Said:
    return said("timonel.yaml: brand.logo: there is no {file}; the site has Timonel's", file=name)


def themed(theme: Mapping[str, Any], found: Brand, own: Path) -> dict[str, Any]:
    """Return what a theme is told of logo and icon: what mkdocs.yml names, else the brand's, else Timonel's.

    Args:
        theme: what mkdocs.yml says of it.
        found: the brand.
        own: the folder of hand-written pages: pictures of Timonel's names in it stand in their place.
    """
    icon = theme.get("favicon")
    drawn = (theme.get("icon") or {}).get("logo") if isinstance(theme.get("icon"), dict) else None
    given = theme.get("logo") or ("" if drawn else found.logo or LOGO)
    return {
        "logo": given or None,
        "favicon": icon if icon and icon != _THEMES else found.logo or ICON,
        "palette": coloured(theme.get("palette")),
        "wheel": given == LOGO and not (own / LOGO).is_file(),
    }


def coloured(palette: object) -> object:
    """Return a theme's palette in which what nobody has chosen is ours."""
    if isinstance(palette, list):
        return [coloured(one) for one in palette]
    ours = {"primary": "custom", "accent": "custom"}
    return {**ours, **palette} if isinstance(palette, dict) else ours if palette is None else palette


def _styles(accent: Colour) -> Iterator[str]:
    for around, where, ground, raised, share, end in _SCHEMES:
        tint = mixed(ground, accent, share)
        shown = legible(accent, (ground, raised, tint), end, _LEAST)
        ink = max((_WHITE, ground, _BLACK), key=lambda one: contrast(one, shown))
        rule = f"{where} {{ --kb-accent: {_hex(shown)}; --kb-accent-ink: {_hex(ink)}; --kb-tint: {_hex(tint)}; }}"
        yield f"{around.format(rule)}\n"


def _hex(colour: Colour) -> str:
    return f"#{bytes(colour).hex()}"
