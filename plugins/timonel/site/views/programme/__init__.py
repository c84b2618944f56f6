"""Initiatives: what they are for, how far they are, what they cost, change and promise."""
