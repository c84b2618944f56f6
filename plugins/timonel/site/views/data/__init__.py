"""Data and the systems that hold them, and what the law and customers allow."""
