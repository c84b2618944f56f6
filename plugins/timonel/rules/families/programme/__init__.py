"""Rules about initiatives, from the business case to what came of it."""
