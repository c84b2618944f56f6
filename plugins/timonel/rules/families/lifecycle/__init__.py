"""Rules about what customers go through, and the processes behind it."""
