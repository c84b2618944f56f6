"""A very long hand-written page folds on phones, section by section; a short one stays as it is."""

import re

import pytest
from markdown import Markdown

from timonel.engines.written.folds import FoldsExtension


class _Words:
    """Says a phrase as it stands."""

    @staticmethod
    def t(msgid, /, **values):
        return msgid.format(**values)


@pytest.fixture
def made():
    return lambda text: Markdown(extensions=["fenced_code", "toc", FoldsExtension(_Words())]).convert(text)


LONG = "palabra " * 400
PAGE = f"# Guía\n\nAntes.\n\n## Uno\n\n{LONG}\n\n## Dos\n\nCorto.\n\n```\n{LONG * 3}\n```\n\n### Parte\n\nFin.\n"


def test_each_section_folds_behind_how_long_it_takes_to_read_its_code_too(made):
    html = made(PAGE)
    assert re.findall(r"<summary[^>]*>(.*?)</summary>", html) == ["Read (3 min)", "Read (10 min)"]
    outside = re.sub(r"<details.*?</details>", "", html, flags=re.DOTALL)
    assert re.findall(r"<h\d[^>]*>(\w+)", outside) == ["Guía", "Uno", "Dos"], "a section's own heading stays"
    assert "Antes." in outside
    assert "palabra" not in outside


def test_a_page_of_a_few_screens_stays_as_it_is(made):
    assert "<details" not in made(PAGE.replace(LONG * 3, LONG))
