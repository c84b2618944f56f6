"""Runs every test of the project: style, types, architecture, behaviour. Arguments it does not know go to pytest."""

import argparse
import os
import shutil
import subprocess
import sys

import environment

BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
STEPS = [
    ["ruff", "check", "--quiet"],
    ["ruff", "format", "--check", "--quiet"],
    ["lint-imports", "--no-logo"],
]
TYPES = ["mypy", "--no-error-summary"]  # takes a while on one core, so it runs beside all others


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--all", action="store_true", help="run the exhaustive versions of tests that have one")
    options, for_pytest = parser.parse_known_args()

    environment.prepare("test")
    failed = []
    variables = {"TIMONEL_TEST_ALL": "1"} if options.all else {}
    browser = find_browser()
    if browser:
        variables["TIMONEL_BROWSER"] = browser
    elif os.environ.get("CI"):
        failed.append("no browser for the browser tests")
    types = environment.begin(*TYPES)
    for step in STEPS:
        environment.say(" ".join(step))
        if environment.run(*step):
            failed.append(" ".join(step))
    environment.say("pytest")
    workers = str((os.cpu_count() or 1) + 1)  # tests wait for processes and browsers: one more keeps all cores at work
    if environment.run("pytest", "-n", workers, "--dist", "worksteal", *for_pytest, **variables):
        failed.append("pytest")
    environment.say(" ".join(TYPES))
    print(types.communicate()[0], end="")
    if types.returncode:
        failed.append(" ".join(TYPES))
    if failed:
        environment.say("Failed: " + "; ".join(failed))
    return 1 if failed else 0


def find_browser() -> str:
    """Give the path of a Chromium, installing Debian's where we may; say why browser tests are skipped where not."""
    found = look()
    if not found and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        environment.say("There is no Chromium on this machine: installing Debian's for the browser tests.")
        variables = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        for arguments in (["update"], ["install", "-y", "--no-install-recommends", "chromium", "fonts-liberation"]):
            command = ["apt-get", "-qq", *arguments]
            subprocess.run(command, env=variables, stdout=subprocess.DEVNULL, check=False)
        found = look()
    if not found:
        environment.say("Browser tests are skipped: none of %s is on the PATH." % ", ".join(BROWSERS))
    return found


def look() -> str:
    return next(filter(None, map(shutil.which, BROWSERS)), "")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
