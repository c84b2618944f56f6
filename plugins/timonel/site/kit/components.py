"""The components of pages: values in, HTML out.

Each returns one block-level element without blank lines, so that it stands in Markdown as raw HTML.
`data-search-exclude` stands only on elements that hold none of their own tag: the search plugin ends the exclusion at the
first closing tag of that name (hence <section>).
"""

from __future__ import annotations

from timonel.site.kit.blueprints import Blueprints
from timonel.site.kit.charts import Charts
from timonel.site.kit.crossings import Crossings
from timonel.site.kit.lines import Lines
from timonel.site.kit.lists import Lists


class Components(Lists, Lines, Charts, Crossings, Blueprints):
    """The components in one language."""
