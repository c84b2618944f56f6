"""Rules about what may go wrong."""
