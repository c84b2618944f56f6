"""Answers about a whole graph, kept between builds: most edits change no way from one thing to another."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

from timonel.cache import Cache
from timonel.graph.network import Ask


def kept(cache: Cache) -> Ask:
    """Return what answers a question of `graph.network`: from what is kept, or by asking it and keeping the answer."""

    def ask(question: Callable[..., Any], *about: object) -> Any:  # noqa: ANN401 - the question's answer
        digest = blake2b(repr((question.__name__, about)).encode(errors="replace"), digest_size=16).hexdigest()
        name = f"graphs/{digest}.json"
        found = cache.read(name)
        if found is not None:
            return json.loads(found)
        answer = question(*about)
        cache.write(name, json.dumps(answer).encode())
        return answer

    return ask
