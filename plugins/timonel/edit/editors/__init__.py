"""What editors need to help those who write YAML: schemas with the ids that there are, and where to find them."""
