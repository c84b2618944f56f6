"""Addresses: one path per page, and how links between pages look on each host."""

import pytest

from timonel.site.urls import Urls


@pytest.mark.parametrize(
    ("style", "here", "there", "link"),
    [
        ("directory", "index", "processes/alta", "processes/alta/"),
        ("directory", "processes/alta", "index", "../../"),
        ("directory", "processes/alta", "processes/index", "../"),
        ("directory", "processes/alta", "processes/baja", "../baja/"),
        ("directory", "processes/alta", "roles/jefa", "../../roles/jefa/"),
        ("directory", "processes/alta", "assets/logo.svg", "../../assets/logo.svg"),
        ("directory", "index", "index", "./"),
        ("html", "index", "processes/alta", "processes/alta.html"),
        ("html", "processes/alta", "processes/baja", "baja.html"),
        ("html", "processes/alta", "index", "../index.html"),
        ("md", "processes/alta", "roles/jefa", "../roles/jefa.md"),
        ("md", "processes/index", "index", "../index.md"),
    ],
)
def test_links_are_relative(style, here, there, link):
    """A link leads from page to page without knowing where the site stands."""
    assert Urls(style).between(here, there) == link


def test_a_place_on_the_same_page_is_its_anchor_alone():
    """So that it works wherever the page is."""
    assert Urls().between("processes/alta", "processes/alta", "gaps") == "#gaps"


@pytest.mark.parametrize(
    ("style", "link"), [("directory", "../baja/#gaps"), ("html", "baja.html#gaps"), ("md", "baja.md#gaps")]
)
def test_an_anchor_comes_behind_the_address(style, link):
    """In every style."""
    assert Urls(style).between("processes/alta", "processes/baja", "gaps") == link
