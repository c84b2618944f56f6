"""What holds for a whole site: where it stands, its first page, the page for what is not there, what a browser may load."""
