"""Words, lessons and paths for those who are new."""
