"""What pages of several sections have in common."""
