"""The theme's templates as Jinja compiled them before: without it, each start of a build would do so again."""

from __future__ import annotations

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

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
