"""The engines, a module each: what stands here is one, under its module's name."""

import pkgutil

NAMES = tuple(sorted(one.name for one in pkgutil.iter_modules(__path__)))  # known without loading a site generator
