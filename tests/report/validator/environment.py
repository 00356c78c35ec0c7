"""Makes the Python environment of validate.py in the folder given, and prints its interpreter.

focus-validator asks for Python 3.12 because of one expression: a backslash within an f-string. Older interpreters get
that expression written in another way; nothing else of it is touched.
"""

import pathlib
import subprocess
import sys
import venv

HERE = pathlib.Path(__file__).resolve().parent
NEEDS = HERE / "requirements.txt"
VALIDATOR = HERE / "validator.txt"
FILE = "focus_validator/config_objects/focus_to_duckdb_converter.py"
NEWER = """f"'{k.replace('\\"', '\\"\\"')}'" for k in ignore_keys"""
OLDER = """"'" + k.replace('"', '""') + "'" for k in ignore_keys"""


def pip(*arguments):
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    if subprocess.run([*command, *arguments], stdout=sys.stderr).returncode:
        sys.exit("the packages could not be installed: is the package registry reachable?")


folder = pathlib.Path(sys.argv[1]) / "venv"
windows = sys.platform == "win32"
python = folder / ("Scripts/python.exe" if windows else "bin/python")
wanted = NEEDS.read_text() + VALIDATOR.read_text()
# What was installed lies beside: a new pin makes a new environment.
installed = folder / "requirements.txt"
if not (python.exists() and installed.exists() and installed.read_text() == wanted):
    venv.create(folder, clear=True, with_pip=True)
    pip("--no-deps", "-r", NEEDS)
    # Its build takes poetry-core and PyYAML, which are there by now.
    pip("--no-deps", "--no-compile", "--no-build-isolation", "--ignore-requires-python", "-r", VALIDATOR)
    if sys.version_info < (3, 12):
        [file] = folder.glob(f"**/site-packages/{FILE}")
        text = file.read_text()
        if text.count(NEWER) != 1:
            sys.exit(f"{file} is not the file that was known")
        file.write_text(text.replace(NEWER, OLDER))
    installed.write_text(wanted)
print(python)
