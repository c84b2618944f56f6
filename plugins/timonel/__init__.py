"""Timonel keeps a CRM programme governable: YAML in, a checked and published knowledge base out."""

__version__ = "1.0.0"
