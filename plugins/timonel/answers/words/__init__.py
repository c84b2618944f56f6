"""How people ask, a file a language: what questions ask for, everyday words, and other names of pages that list things."""
