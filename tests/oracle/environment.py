"""Makes the Python environment of the price comparisons under target/, and prints its interpreter.

`environment.py` installs requirements.txt, every wheel by its hash. `environment.py newest` installs the newest
genai-prices and model-prices instead, for `cargo xtask prices check`.
"""

import pathlib
import subprocess
import sys
import venv

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = HERE.parent.parent / "target" / "oracle"


def interpreter(folder):
    windows = folder / "Scripts" / "python.exe"
    return windows if sys.platform == "win32" else folder / "bin" / "python"


def pip(python, *arguments):
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    if subprocess.run(command, stdout=sys.stderr).returncode:
        sys.exit("the packages could not be installed: is the package registry reachable?")


def pinned():
    folder = FOLDER / "venv"
    python = interpreter(folder)
    requirements = HERE / "requirements.txt"
    # What was installed lies beside: a new pin makes a new environment.
    installed = folder / "requirements.txt"
    if not (python.exists() and installed.exists() and installed.read_text() == requirements.read_text()):
        venv.create(folder, clear=True, with_pip=True)
        pip(python, "--require-hashes", "-r", requirements)
        installed.write_text(requirements.read_text())
    return python


def newest():
    folder = FOLDER / "venv-newest"
    python = interpreter(folder)
    if not python.exists():
        venv.create(folder, clear=True, with_pip=True)
    pip(python, "--upgrade", "genai-prices", "model-prices")
    return python


print(newest() if sys.argv[1:] == ["newest"] else pinned())
