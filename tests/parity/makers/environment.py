"""Makes the Python environment of `encode.py` in the folder given, and prints its interpreter."""

import pathlib
import subprocess
import sys
import venv

REQUIREMENTS = pathlib.Path(__file__).resolve().parent / "requirements.txt"

folder = pathlib.Path(sys.argv[1]) / "venv"
windows = sys.platform == "win32"
python = folder / ("Scripts/python.exe" if windows else "bin/python")
# What was installed lies beside: a new pin makes a new environment.
installed = folder / "requirements.txt"
if not (python.exists() and installed.exists() and installed.read_text() == REQUIREMENTS.read_text()):
    venv.create(folder, clear=True, with_pip=True)
    # Without what they need only to download: the files are there already.
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    if subprocess.run([*command, "--require-hashes", "-r", REQUIREMENTS], stdout=sys.stderr).returncode:
        sys.exit("the packages could not be installed: is the package registry reachable?")
    installed.write_text(REQUIREMENTS.read_text())
print(python)
