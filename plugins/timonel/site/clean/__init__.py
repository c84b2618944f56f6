"""What machines read beside each page: the page as clean Markdown, what it is about as JSON, and what there is (llms.txt)."""
