"""What pages are made of: small frozen values, one type for each thing that a component takes.

Texts are data and are escaped where they become HTML; only Markup passes as it is. Addresses are ready made. The components
that make HTML of them stand beside this: `components.py`.
"""

from timonel.site.kit.cells import (
    Axis,
    Cell,
    Column,
    Crossing,
    Facet,
    Fact,
    Group,
    HeatCell,
    HeatCells,
    Item,
    Mark,
    Value,
    count,
)
from timonel.site.kit.entries import (
    Action,
    Advice,
    Avoided,
    Card,
    Door,
    Gap,
    Number,
    Pillar,
    Place,
    Progress,
    Reading,
    StageLink,
    Step,
    TermEntry,
)
from timonel.site.kit.quantities import Bar, Level, Part, Point, Tick

__all__ = [
    "Action",
    "Advice",
    "Avoided",
    "Axis",
    "Bar",
    "Card",
    "Cell",
    "Column",
    "Crossing",
    "Door",
    "Facet",
    "Fact",
    "Gap",
    "Group",
    "HeatCell",
    "HeatCells",
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
