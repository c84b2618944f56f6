"""What each tool is called, and what it is for: what an assistant reads before it asks."""

from __future__ import annotations

from collections.abc import Mapping

from timonel.text import Said, said

# Tool → how people read its name, and what it is for.
ABOUT: Mapping[str, tuple[Said, Said]] = {
    "find": (
        said("Find"),
        said(
            "What the base has for some words, in any of its languages: keys (kind:id), names and pages. `kind` narrows it (process, role, system, decision, risk, term …)."
        ),
    ),
    "show": (
        said("Show"),
        said(
            "All that the base knows of one thing: its fields, what it names, what names it, its gaps. `entity` is a key (kind:id) or a name."
        ),
    ),
    "ask": (
        said("Ask"),
        said(
            "The answer to a question in plain words (who owns, decides, approves, may not decide, reports to; what is, where, when, how many, what happens without), or that the base does not say. It answers what `timonel ask` answers, in the language of the question."
        ),
    ),
    "who_decides": (
        said("Who decides"),
        said(
            "Who owns and decides something, who must be heard or told, and who may not decide on their own. `about` is a key (kind:id) or a name."
        ),
    ),
    "impact": (
        said("Impact"),
        said(
            "What reaches the customer if something is gone: touchpoints, stages, processes and objectives, each with the way there. `entity` is a key (kind:id) or a name."
        ),
    ),
    "gaps": (
        said("Gaps"),
        said(
            "What is wrong or missing today, the worst first, with how to fix it and who must act: of one `entity`, of one role or person (`who`), of one `severity` (error, warning, info), or all."
        ),
    ),
    "path": (
        said("Path"),
        said(
            "How two things are related: the shortest way from `start` to `end` along the base's relations, each a key (kind:id) or a name."
        ),
    ),
    "history": (
        said("History"),
        said(
            "Who changed something, what and when, field by field, and who approved what of it, the newest first. `entity` is a key (kind:id) or a name."
        ),
    ),
    "plan": (
        said("Plan"),
        said(
            "In what order the open gaps are best closed: what reaches customers first, then what unblocks most, for the next 30, 60 and 90 days."
        ),
    ),
    "rule": (
        said("Rule"),
        said("Why a rule matters, how to fix what it finds, and examples. `code` is as in `gaps`, for example PRO001."),
    ),
}
