"""Timonel's own environment: which Python, where, and what is installed in it. Parses under any Python 3."""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Timonel needs Python 3.11 or newer, and this is Python %d.%d (%s).\n"
        "Install a newer one, or name it: python3.12 %s"
        % (sys.version_info[0], sys.version_info[1], sys.executable, sys.argv[0])
    )

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(os.environ.get("TIMONEL_VENV") or ROOT / ".venv").absolute()
PROGRAMS = FOLDER / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")
STAMP = FOLDER / "timonel-installed.json"
# What is installed depends on these files and on nothing else.
SOURCES = ["pyproject.toml", "constraints.txt", "hatch_build.py", "plugins/timonel/__init__.py"]


def say(text: str) -> None:
    print("» " + text, flush=True)


def run(*command: "str | Path", **variables: str) -> int:
    """Run a program of the environment in the repository; what it prints goes where ours goes."""
    return subprocess.run(program(command), cwd=str(ROOT), env=surroundings(**variables), check=False).returncode


def begin(*command: "str | Path") -> "subprocess.Popen[str]":
    """Begin what `run` runs, beside what comes next; what it prints waits for whoever asks for it."""
    return subprocess.Popen(
        program(command),
        cwd=str(ROOT),
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


def program(command: "tuple[str | Path, ...]") -> "list[str]":
    return [str(PROGRAMS / command[0]), *map(str, command[1:])]


def prepare(*extras: str) -> None:
    """Make the environment and install Timonel in it, if it is not there as it should be. Graphviz may fail."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # Windows has other defaults
    make()
    if not installed(extras):
        say("Installing Timonel and what it needs into %s (the first time takes a minute or two)." % FOLDER)
        output = install(extras)
        if output:
            sys.exit("Timonel could not be installed. pip says:\n" + output)
    if not shutil.which("dot") and not installed(["graphviz"]):
        say("There is no Graphviz (`dot`) on this machine: installing one into the environment, about 110 MB.")
        if install(["graphviz"]):
            say("That did not work. All goes on without it: pages show tables where they would also show graphs.")


def make() -> None:
    if works():
        return
    say("Making a Python environment in %s." % FOLDER)
    command = [sys.executable, "-m", "venv", str(FOLDER)]
    if (FOLDER / "pyvenv.cfg").exists():  # nobody's folder but an environment's is ever emptied
        command.append("--clear")
    done = quietly(command)
    if done.returncode or not works():
        sys.exit(
            "Python could not make an environment (on Debian and Ubuntu the package python3-venv must be there):\n"
            + done.stdout
        )


def works() -> bool:
    """Tell a usable environment from one whose Python went away, is too old or never got its pip."""
    if not PYTHON.exists():
        return False
    test = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return quietly([str(PYTHON), "-c", test]).returncode == 0
    except OSError:
        return False


def install(extras: "list[str] | tuple[str, ...]") -> str:
    """Install the project with these extras and those that are there; give what pip says if it fails."""
    wanted = sorted(set(extras) | set(stamp().get("extras", [])))
    project = str(ROOT) + ("[%s]" % ",".join(wanted) if wanted else "")
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    done = quietly([*command, "--constraint", str(ROOT / "constraints.txt"), "--editable", project])
    if done.returncode:
        return done.stdout or "nothing (exit code %d)" % done.returncode
    STAMP.write_text(json.dumps({"extras": wanted, "state": state()}) + "\n", encoding="utf-8")
    return ""


def installed(extras: "list[str] | tuple[str, ...]") -> bool:
    return stamp().get("state") == state() and set(extras) <= set(stamp()["extras"])


def stamp() -> "dict[str, list[str]]":
    try:
        content = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def state() -> "list[str]":
    """Name where the project is and what its sources are: another place or another content must be installed anew."""
    digests = [hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in SOURCES]
    return [str(ROOT), *digests]


def quietly(command: "list[str]") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command,
        cwd=str(ROOT),
        env=surroundings(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def surroundings(**variables: str) -> "dict[str, str]":
    """Give a program our own environment variables, less those that would send it to another Python or its packages."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET")}
    path = os.pathsep.join([str(PROGRAMS), os.environ.get("PATH", os.defpath)])
    return dict(kept, PATH=path, VIRTUAL_ENV=str(FOLDER), PYTHONUTF8="1", PIP_USER="0", **variables)
