"""The README's pictures: there, light and dark, small, and told in words."""

import re

from bases import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_each_picture_is_there_light_and_dark_and_small():
    """`scripts/pictures.py` takes them; whoever cannot see one reads what it shows."""
    shown = re.findall(
        r'<source media="\(prefers-color-scheme: dark\)" srcset="(.+?)">\n  <img alt="(.+?)" src="(.+?)">', README
    )
    assert len(shown) == README.count("<img") == 3
    for dark, alt, light in shown:
        assert dark == light.replace("-light.", "-dark.")
        assert len(alt) > 40
        for one in (ROOT / dark, ROOT / light):
            assert one.read_bytes()[8:12] == b"WEBP"
            assert one.stat().st_size < 120_000
    assert {f"scripts/pictures/{one.name}" for one in (ROOT / "scripts/pictures").iterdir()} == {
        one for dark, _, light in shown for one in (dark, light)
    }
