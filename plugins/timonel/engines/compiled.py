"""The theme's templates as Jinja compiled them before, and without its icons: else each start of a build would wait for both."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial

from jinja2 import BytecodeCache, Environment, FileSystemLoader
from jinja2.bccache import Bucket
from mkdocs.theme import Theme

from timonel.cache import Cache


class Compiled(BytecodeCache):
    """Keeps compiled templates in a cache that only this user's Timonel can have written.

    Args:
        cache: where.
    """

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket, if its template was compiled before; Jinja looks whether that is still the same template."""
        kept = self._cache.read(f"templates/{bucket.key}")
        if kept:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what a bucket holds."""
        self._cache.write(f"templates/{bucket.key}", bucket.bytecode_to_string())


class _Listing(FileSystemLoader):
    """Finds every template, and lists none in a folder whose name begins with a dot."""

    def list_templates(self) -> list[str]:
        """Return the names of those that it lists."""
        found = set[str]()
        for top in self.searchpath:
            for where, folders, names in os.walk(top):
                folders[:] = [one for one in folders if not one.startswith(".")]
                found.update(os.path.relpath(os.path.join(where, name), top).replace(os.sep, "/") for name in names)  # noqa: PTH118 - hundreds
        return sorted(found)


def lighten(theme: Theme, cache: Cache) -> None:
    """Have MkDocs look for files to copy where it would copy any, and its plugins find templates as they were compiled before.

    Of Material's ten thousand icons it takes none; its search makes an environment for each word that it asks for.
    """
    theme.get_env = partial(_light, theme, theme.get_env, cache)  # type: ignore[method-assign] # for this theme alone


def _light(theme: Theme, make: Callable[[], Environment], cache: Cache) -> Environment:
    env = make()
    env.loader, env.bytecode_cache = _Listing(theme.dirs), Compiled(cache)
    return env
