"""From a fresh clone to the site in a browser: makes the environment, checks the knowledge base, builds, serves."""

import argparse
import sys

import environment


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-serve", action="store_true", help="stop once the site is built")
    parser.add_argument("--port", type=int, default=8000, help="port to serve the site on (default: 8000)")
    options = parser.parse_args()

    environment.prepare()
    environment.say("Checking the knowledge base: timonel check")
    found = environment.run("timonel", "check")
    if found > 1:
        return found
    environment.say("Building the site, Spanish and English, into site/: timonel build")
    failed = environment.run("timonel", "build")
    if failed or options.no_serve:
        return failed or found
    environment.say("Serving it until you press Ctrl+C: timonel serve --port %d" % options.port)
    return environment.run("timonel", "serve", "--port", str(options.port))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(0)
