"""A new knowledge base: what it begins with, and where its CI gets Timonel from."""
