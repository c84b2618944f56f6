"""What the pages say: the home page, and a folder for each section of the menu. Modules are discovered, not listed."""
