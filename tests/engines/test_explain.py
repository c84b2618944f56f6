"""The glossary extension among others: what the whole site's Markdown does with its links."""

import pytest
import sites


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Return language → path → facts of every page of the example."""
    return sites.example_pages(tmp_path_factory)


@pytest.mark.parametrize("lang", sites.LANGUAGES)
def test_hand_written_pages_explain_words(pages, lang):
    """Their words lead to terms that exist."""
    guides = {path: facts for path, facts in pages[lang].items() if path.startswith("guia/")}
    links = {link for facts in guides.values() for link in facts.links if "../terms/" in link}
    assert links
    for one in links:
        assert f"terms/{one.rstrip('/').rpartition('/')[2]}/index.html" in pages[lang] or one.endswith("terms/")
