"""What pages are built of: frozen values, and components that return them as HTML.

Each component returns one block-level element without blank lines, so that it stands in Markdown as raw HTML.
`data-search-exclude` stands only on elements that hold none of their own tag: the search plugin ends the exclusion at the
first closing tag of that name (hence <section>).
"""

from __future__ import annotations

from timonel.site.kit.charts import Charts
from timonel.site.kit.crossings import Crossings
from timonel.site.kit.lists import Lists
from timonel.site.kit.values import (
    Action,
    Advice,
    Avoided,
    Axis,
    Bar,
    Card,
    Cell,
    Column,
    Crossing,
    Door,
    Facet,
    Fact,
    Gap,
    Group,
    HeatCell,
    Item,
    Level,
    Mark,
    Number,
    Part,
    Pillar,
    Place,
    Point,
    Progress,
    Reading,
    StageLink,
    Step,
    TermEntry,
    Tick,
    Value,
    count,
)

__all__ = [
    "Action",
    "Advice",
    "Avoided",
    "Axis",
    "Bar",
    "Card",
    "Cell",
    "Column",
    "Components",
    "Crossing",
    "Door",
    "Facet",
    "Fact",
    "Gap",
    "Group",
    "HeatCell",
    "Item",
    "Level",
    "Mark",
    "Number",
    "Part",
    "Pillar",
    "Place",
    "Point",
    "Progress",
    "Reading",
    "StageLink",
    "Step",
    "TermEntry",
    "Tick",
    "Value",
    "count",
]


class Components(Lists, Charts, Crossings):
    """The components in one language."""
