"""Parts on their own: many graphs through few Graphviz processes, words linked in a page, an edit judged while one waits."""

from __future__ import annotations

import random
import re
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product

from benchmark import synthetic
from benchmark.checks import SHAPES
from benchmark.measure import Bench, Row, Text, run, same
from timonel.cache import Cache
from timonel.governance import Result, judge
from timonel.load import Sources, replaced, sources
from timonel.pipeline import Frame, day, examine, framed, loaded
from timonel.pipeline.again import Again
from timonel.words.glossary import glossary

GRAPHS, TERMS, WORDS = 500, 1_000, 500
SIZES, EDITS = (1_000, 10_000), 9
_ALL = (
    "import sys\nfrom timonel.cache import Cache\nfrom timonel.site.pictures.drawing import Drawer\n"
    "assert all(Drawer(Cache(None)).draw(open(sys.argv[1], encoding='utf-8').read().split('\\0')))\n"
)
_EACH = (
    "import subprocess, sys\n"
    "for dot in open(sys.argv[1], encoding='utf-8').read().split('\\0'):\n"
    "    subprocess.run(['dot', '-Tsvg'], input=dot.encode(), stdout=subprocess.DEVNULL, check=True)\n"
)


def graphs(bench: Bench) -> Iterator[Row]:
    """Yield what 500 graphs cost together."""
    if shutil.which("dot") is None:
        print("There is no Graphviz: graphs are not measured.")
        return
    file = bench.folder / "graphs.txt"
    file.write_text("\0".join(_graph(number) for number in range(GRAPHS)), encoding="utf-8")
    ours, theirs = bench.pair(
        partial(run, [sys.executable, "-c", _ALL, file], fine=(0,)),
        partial(run, [sys.executable, "-c", _EACH, file], fine=(0,)),
    )
    figure: Text = {"es": f"{GRAPHS} gráficos pequeños", "en": f"{GRAPHS} small graphs"}
    yardstick: Text = {"es": "un proceso de dot por gráfico", "en": "one dot process per graph"}
    yield Row("graphs", figure, yardstick, ours.seconds / theirs.seconds, "×", 0.1, 0.06, ours, theirs)


def _graph(number: int) -> str:
    """Return a neighbourhood as an entity's page shows it: 10 to 14 nodes around one."""
    random_ = random.Random(number)  # noqa: S311 - the same graphs every time
    names = [f"n{one}" for one in range(random_.randint(10, 14))]
    nodes = "".join(f'{one} [label="Proceso de atención {one}"];' for one in names)
    edges = "".join(f"{random_.choice(names[: place + 1])} -> {one};" for place, one in enumerate(names[1:]))
    return f'digraph {{ rankdir=LR; node [shape=box, fontname="Arial"]; {nodes} {edges} }}'


def words(bench: Bench) -> Iterator[Row]:
    """Yield what linking the words of 1,000 terms costs per page of 500 words."""
    root = bench.folder / "terms"
    synthetic.write(root, TERMS * 10)
    base = examine(root, use_cache=False).base
    known = glossary(base, "es")
    random_ = random.Random(TERMS)  # noqa: S311 - the same pages every time
    times = []
    for _ in range(50):  # each page another one, for a text is looked through only once
        page = " ".join(_word(random_) for _ in range(WORDS))
        start = time.perf_counter()
        assert [*known.find(page)]  # noqa: S101 - a page without terms would measure nothing
        times.append(time.perf_counter() - start)
    figure: Text = {
        "es": f"enlazar el glosario en una página de {WORDS} palabras, {TERMS} términos",
        "en": f"linking the glossary in a page of {WORDS} words, {TERMS:,} terms",
    }
    yield Row("words", figure, same(""), statistics.median(times) * 1000, "ms", 1, 0.4)


def edits(bench: Bench) -> Iterator[Row]:
    """Yield what judging a base takes when one process of it has changed, beside judging it from scratch, in one program."""
    for size, (per_kind, shape) in product(SIZES, SHAPES.items()):
        root = bench.folder / f"edited-{size}-{per_kind}"
        synthetic.write(root, size, per_kind=per_kind)
        read = sources(root)
        read = read._replace(files=[*read.files])
        frame = framed(read, Cache(bench.folder / "index"))  # neither pays for settings, kinds and rules
        again, ours, theirs = Again(Cache(None)), list[float](), list[float]()
        again.examine(read)
        for number in range(EDITS):
            read = _edited(read, number)
            ours.append(_seconds(partial(again.examine, read)))
            theirs.append(_seconds(partial(_scratch, frame, read)))
        spanish = f"{size:,}".replace(",", "\u00a0") if size > SIZES[0] else size  # a space that breaks no line
        figure: Text = {
            "es": f"revisar otra vez {spanish} entidades, {shape['es']}, una editada",
            "en": f"checking {size:,} entities again, {shape['en']}, one edited",
        }
        yardstick: Text = {"es": "revisarlas desde cero", "en": "checking them from scratch"}
        yield Row("edits", figure, yardstick, statistics.median(ours) / statistics.median(theirs), "×", 0.5, 0.2)


def _edited(read: Sources, number: int) -> Sources:
    """Return a base in which another process has lost its owner, whatever file it stands in."""
    owner = re.compile(rb"(?m)^( *)owner:(?= roles)")
    files = [one for one in read.files if one.path.startswith("data/processes")]
    file = files[number % len(files)]
    places = [*owner.finditer(file.data)]
    start = places[number % len(places)].end(1)
    return replaced(read, file.path, file.data[:start] + b"other" + file.data[start + len(b"owner") :])


def _scratch(frame: Frame, read: Sources) -> Result:
    base, settings = loaded(frame, read, Cache(None))
    return judge(base, settings, frame.rules, day(settings))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _word(random_: random.Random) -> str:
    """Return a word of a page: one of twenty is a term's, and most others begin the names of several."""
    return f"sinónimo {random_.randrange(TERMS)}" if random_.randrange(20) == 0 else random_.choice(synthetic.WORDS)
