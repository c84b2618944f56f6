"""What may go wrong, how much it would hurt, and what is done about it."""
