"""Other people's tables understood: what their sheets, headers, rows and words mean, before anything of them is taken."""
