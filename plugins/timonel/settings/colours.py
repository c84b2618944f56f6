"""Colours as WCAG compares them: how far two stand apart, and one as it must be to be read."""

from __future__ import annotations

from collections.abc import Sequence

Colour = Sequence[int]  # red, green, blue, of 255
_LINEAR = 0.04045  # of a colour's part, up to where sRGB grows evenly
_STEPS = 40  # from a colour to black or white


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2, 1.4.3)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """Return a colour with a share (0 to 1) of another in it."""
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))


def legible(colour: Colour, grounds: Sequence[Colour], end: Colour, least: float) -> Colour:
    """Return a colour moved as little towards an end, black or white, as it takes to be read on some grounds.

    Args:
        colour: the colour.
        grounds: what it stands on.
        end: where it moves to; it is read on all of them.
        least: the contrast that it takes.
    """
    found = (mixed(colour, end, step / _STEPS) for step in range(_STEPS + 1))
    return next((one for one in found if all(contrast(one, ground) >= least for ground in grounds)), end)


def _luminance(colour: Colour) -> float:
    """Return how light a colour is, as WCAG says."""
    parts = [one / 255 for one in colour]
    red, green, blue = (one / 12.92 if one <= _LINEAR else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
