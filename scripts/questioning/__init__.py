"""Questions with exact answers, made of any base: what is true by SQL, and how people ask for it."""
