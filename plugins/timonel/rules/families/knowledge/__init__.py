"""Rules about the base itself: its texts, its words, what it teaches."""
