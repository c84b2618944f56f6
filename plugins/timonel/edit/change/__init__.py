"""One step of a company's life: what it makes of every file, and of every gap, before anything is written."""
