"""What people hand in, written into the base's files: never half a file, never a byte that was not asked for."""
