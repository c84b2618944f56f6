"""A base for assistants: what they may ask (`tools`), and the protocol in which they ask it (`server`)."""
