"""Who does what, who decides, and what falls to whom."""
