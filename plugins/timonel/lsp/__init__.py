"""The language server: what editors show of a base while somebody types, and what they offer to write. It never writes itself."""
