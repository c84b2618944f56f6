"""What tests of the site share: the example's site, and its pages read."""

import pytest
import sites


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    """Return language → path → facts of every page of the example."""
    return sites.example_pages(tmp_path_factory)


@pytest.fixture(scope="session")
def site(tmp_path_factory, pages):
    """Return the folder of the example's site."""
    return sites.example(tmp_path_factory)
