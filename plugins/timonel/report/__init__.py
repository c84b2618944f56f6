"""Findings as text: one function per format, from a result and a language to the text that somebody receives."""
