"""Questions and what they mean: one grammar for a site's answers, `timonel ask` and the tools of assistants."""

from timonel.answers.answer import Answer, Source
from timonel.answers.asking import ask
from timonel.answers.facts import Fact

__all__ = ["Answer", "Fact", "Source", "ask"]
