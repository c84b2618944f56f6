"""What is true of a base: what rules, pages and history look up in it, defined once."""
