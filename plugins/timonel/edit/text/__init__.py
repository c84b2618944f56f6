"""What the files of a base say, changed: no byte that nobody asked for, and what the check would say then."""
