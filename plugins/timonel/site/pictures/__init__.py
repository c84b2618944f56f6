"""The pictures of a base, by view: what is drawn, its legend and the equivalent table; `drawing` draws them."""

from timonel.site.pictures.lifecycle import lifecycle as lifecycle
from timonel.site.pictures.lifecycle import lifecycle_overview as lifecycle_overview
from timonel.site.pictures.lifecycle import lifecycle_stage as lifecycle_stage
from timonel.site.pictures.neighbours import neighbours as neighbours
from timonel.site.pictures.organization import organization as organization
from timonel.site.pictures.picture import Edge as Edge
from timonel.site.pictures.picture import Key as Key
from timonel.site.pictures.picture import Node as Node
from timonel.site.pictures.picture import Picture as Picture
from timonel.site.pictures.picture import Row as Row
from timonel.site.pictures.picture import Scene as Scene
from timonel.site.pictures.process import process_steps as process_steps
from timonel.site.pictures.process import process_support as process_support
from timonel.site.pictures.systems import system_tiers as system_tiers
from timonel.site.pictures.systems import systems as systems
