"""One module per part of the site. `pages(desk)` yields overview pages; `VIEWS` maps a kind to what its page tells."""
