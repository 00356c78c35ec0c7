"""Compares today's rates of the reviewed book with the newest genai-prices and model-prices.

`check.py ROOT [DATE]` prints every figure that differs, model by model, and ends with how many agree. It
changes nothing: a difference is a question for whoever keeps the book. Those that were looked into stand in
known.toml beside this file and are only counted. Exit status 1 if anything else differs.
"""

import pathlib
import sys
import tomllib
from datetime import UTC, date, datetime

from figures import Sources, blocks_on, compare, known_differences, row_on


def main():
    root = pathlib.Path(sys.argv[1])
    day = date.fromisoformat(sys.argv[2]) if len(sys.argv) > 2 else datetime.now(UTC).date()
    sources = Sources(root)
    if "model-prices" not in sources.versions:
        sys.exit("model-prices is not installed: a comparison with one package alone is none")
    known = known_differences()
    counts, differences, unknown, over = [], [], [], []
    for path in sorted((root / "pricing").glob("*.toml")):
        book = tomllib.loads(path.read_text(encoding="utf-8"))
        for model in book["model"]:
            name = f"{book['channel']}/{model['id']}"
            row = row_on(model, day)
            if row is None:
                over.append(name)
                row = model["price"][-1]
            ours = blocks_on(row, day)
            found = sources.figures(book["channel"], model["id"], day)
            if not found:
                unknown.append(name)
            for source, theirs in found:
                counts.append(compare(ours, theirs, source, name, known, differences))
    for where, _, here, value, source in differences:
        print(f"{where}: {here} here, {value} in {source}")
    agree, looked_into = (sum(column) for column in zip(*counts))
    print(f"on {day}: {agree} figures agree, {looked_into} differ as known.toml says, {len(differences)} differ")
    if over:
        print(f"no row holds any more, the last known was compared: {', '.join(over)}")
    if unknown:
        print(f"in neither: {', '.join(unknown)}")
    sys.exit(1 if differences else 0)


main()
