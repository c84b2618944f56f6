"""What people answer, to a question or in a table: understood as the model means it, and made an entity."""
