"""The agenda of a session with times: what is to be decided takes its share, the rest is shared out evenly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timonel.notices.document import Words
from timonel.notices.pack.ask import Ask
from timonel.notices.pack.meeting import NAME, Meeting
from timonel.text import said

_PROPOSAL, _OTHER = 10, 5  # minutes that a question wants
_SHARE = 0.6  # of a session that questions may take
_STEP = 5  # minutes


def agenda(m: Meeting, asks: Sequence[Ask]) -> Iterator[tuple[str, Words]]:
    """Yield from when to when each item takes, and the item; nothing where the body has no agenda or length."""
    items = [m.words(one, NAME) for one in m.forum.agenda]
    whole = int(m.forum.minutes or 0)
    if not items or not whole:
        return
    asks = [one for one in asks if not one.informs]
    wanted = sum(_PROPOSAL if one.resolution else _OTHER for one in asks)
    first = min(_rounded(wanted), _rounded(whole * _SHARE)) if asks and len(items) > 1 else 0
    rest = items[1:] if first else items
    each = _rounded((whole - first) / len(rest))
    lengths = [*([first] if first else []), *([each] * (len(rest) - 1)), 0]
    lengths[-1] = whole - sum(lengths)
    if lengths[-1] < 0:  # more items than there is time for
        lengths = [whole // len(items)] * len(items)
    start = 0
    for number, (item, length) in enumerate(zip(items, lengths, strict=True)):
        asked = said("{item} (questions: {n})", item=item, n=len(asks)) if not number and first else item
        yield f"{_clock(m, start)}–{_clock(m, start + length)}", asked
        start += length


def _rounded(minutes: float) -> int:
    return max(_STEP, int(minutes // _STEP) * _STEP)


def _clock(m: Meeting, after: int) -> str:
    """Return the time of day so many minutes after the session begins; the minute itself where nobody said when."""
    if not m.forum.at_:
        return f"{after}'"
    hours, minutes = map(int, m.forum.at_.split(":"))
    total = hours * 60 + minutes + after
    return f"{total // 60 % 24}:{total % 60:02}"
