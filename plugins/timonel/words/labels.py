"""What the schema calls something, as it stands inside a sentence."""

from __future__ import annotations

from timonel.text import Text


def in_sentence(label: Text) -> Text:
    """Return a field's name as it stands inside a sentence: «dueño», but «RFM»."""
    if isinstance(label, str):
        return label if label[1:2].isupper() else label[:1].lower() + label[1:]
    return {lang: str(in_sentence(text)) for lang, text in label.items()}
