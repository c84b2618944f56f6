"""What a finding is known by survives every edit that does not touch the gap: 200 random ones with all tests, 30 without."""

import json
import os
import random

from test_mutations import original, read_yaml  # noqa: F401 - a fixture

EDITS = 200 if os.environ.get("TIMONEL_TEST_ALL") else 30
AT_ONCE = 10  # edits between two checks: they add up, so nothing that one breaks is mended by the next


def written(value):
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def entities(value):
    return value if isinstance(value, list) else [value]


def reordered(chance, files, path):
    """Put the fields of every entity in another order."""
    value = [dict(chance.sample([*one.items()], len(one))) for one in entities(read_yaml(path, files[path]))]
    files[path] = written(value)


def commented(_chance, files, path):
    """Put new lines above everything."""
    files[path] = b"# A comment\n\n" + files[path]


def moved(chance, files, path):
    """Give the file another name, deeper in the folder of its kind."""
    folder = "/".join(path.split("/")[:2])
    files[f"{folder}/moved/{chance.randrange(10**9)}.yaml"] = files.pop(path)


def noted(chance, files, path):
    """Give one entity another field, with a text that nobody checks."""
    value = [dict(one) for one in entities(read_yaml(path, files[path]))]
    chance.choice(value)["notes"] = f"Nota {chance.random()}"
    files[path] = written(value)


def shuffled(chance, files, path):
    """Put the entities of a list in another order."""
    value = [*entities(read_yaml(path, files[path]))]
    chance.shuffle(value)
    files[path] = written(value)


def test_edits_that_touch_no_gap_change_no_fingerprint(original):  # noqa: F811 - the fixture
    chance = random.Random(20261120)
    files = dict(original.files)
    before = {one.fingerprint for one in original.result.findings}
    for number in range(EDITS):
        edit = chance.choice([reordered, commented, moved, noted, shuffled])
        # Of two measurements on one day the later in the file counts, so those keep their places.
        paths = [one for one in files if one.startswith("data/") and not one.startswith("data/measurements/")]
        edit(chance, files, chance.choice(sorted(paths)))
        if number % AT_ONCE == AT_ONCE - 1:
            assert {one.fingerprint for one in original.check(files).findings} == before, edit.__doc__
