"""The front door: what commands and other people's programs do with a base (`workspace`)."""
