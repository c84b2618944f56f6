"""The customer's life cycle and the processes that serve it."""
