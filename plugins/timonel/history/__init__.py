"""Many results: a base as it stood at a revision, what changed between two, and how it went over time."""
