"""Rules about systems, personal data, countries."""
