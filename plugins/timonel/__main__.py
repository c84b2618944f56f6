"""`python -m timonel`."""

from timonel.cli import run

run()
