"""Words of the texts in a base: their forms, where they are used, and what they mean."""
