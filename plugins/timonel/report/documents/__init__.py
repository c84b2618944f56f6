"""Documents as text that somebody receives; each module is a format, with ``render(document, reader)``."""
