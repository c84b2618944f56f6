"""The knowledge base as sheets of rows and columns: what CSV and xlsx share, out and in."""
