"""Proposes rows for the reviewed book where a newer package says otherwise.

`propose.py ROOT OUT [DATE]` writes one TOML file for each channel with differences to OUT, in the form of the
book: a `[[source]]` block for each package, and for each model the row that would follow the one in force.
Nothing goes into the book by itself: a reader looks at the provider's page, ends the row in force with `to`, copies
the new one over and says how well it is supported. Differences that known.toml explains are not proposed.
Figures that no package gives are taken over from the row in force, and the note says so.
"""

import pathlib
import sys
import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal

from figures import Sources, blocks_on, compare, known_differences, row_on
from genai_prices.types import StartDateConstraint

RATE_ORDER = ["input", "cache_read", "cache_write", "cache_write_1h", "input_audio", "output"]
PACKAGE_FILE = {"genai-prices": "genai_prices/data.py", "model-prices": "model_prices/snapshot.json"}


def text(value):
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def quoted(words):
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def first_day(model, day):
    """The day from which genai-prices has its present price, where it says one."""
    rows = model.prices if isinstance(model.prices, list) else []
    starts = [row.constraint.start_date for row in rows if isinstance(row.constraint, StartDateConstraint)]
    held = [start for start in starts if start <= day]
    return max(held) if held else None


def proposed(row, day, changes):
    """The row's blocks with the changes in: {tier: (rates, [(boundary, rates)])}; boundary as the book writes it."""
    blocks = {"standard": row, **{tier["id"]: tier for tier in row.get("tier", [])}}
    sold = blocks_on(row, day)
    made = {}
    for name, block in blocks.items():
        if name not in sold:
            continue
        bands = [dict(band, rates=dict(band["rates"])) for band in block.get("band", [])]
        made[name] = (dict(block["rates"]), bands)
    left_out = []
    for (tier, above, rate), value in changes.items():
        rates, bands = made[tier]
        if above is None:
            rates[rate] = text(value)
            continue
        near = [band for band in bands if abs(band.get("over", band.get("at_least", 1) - 1) - above) <= 1]
        if near:
            near[0]["rates"][rate] = text(value)
        else:
            # A threshold that the book does not know: its other rates, and whether it is inclusive, are not known here.
            left_out.append(f"{tier} over {above} {rate} {text(value)}")
    return made, left_out


def rates_line(rates):
    order = [*[rate for rate in RATE_ORDER if rate in rates], *[rate for rate in rates if rate not in RATE_ORDER]]
    return "{ " + ", ".join(f"{rate} = {quoted(rates[rate])}" for rate in order) + " }"


def block_lines(block, path, indent):
    rates, bands = block
    lines = [f"{indent}rates = {rates_line(rates)}"]
    for band in bands:
        lines.append(f"{indent}  [[{path}.band]]")
        lines += [f"{indent}  {key} = {band[key]}" for key in ("over", "at_least") if key in band]
        if "scope" in band:
            lines.append(f"{indent}  scope = {quoted(band['scope'])}")
        lines.append(f"{indent}  rates = {rates_line(band['rates'])}")
    return lines


def model_lines(model, row, found, sources, channel, day):
    """The proposal for one model; `found` are its differences."""
    changes, packages, disputed = {}, {}, []
    for where, place, here, value, source in found:
        if place in changes and changes[place] != value:
            disputed.append(f"{where}: {text(changes[place])} or {text(value)}")
            continue
        changes[place] = value
        packages.setdefault(place, []).append(source)
    blocks, left_out = proposed(row, day, changes)
    named = sorted({source for place in packages.values() for source in place})
    genai = sources.model(channel, model["id"])
    start = first_day(genai, day) if genai is not None and named[0].startswith("genai-prices") else None
    start = start if start is not None and start > row["from"] else None
    # Two packages that agree on every figure are two witnesses, unless one read the other.
    agreed = not disputed and all(len(place) > 1 for place in packages.values())
    note = [f"Proposed on {day} and not reviewed: look at the provider's page. What no package gives is taken over from the row of {row['from']}."]
    note += [f"They disagree: {'; '.join(disputed)}."] if disputed else []
    note += [f"Left out, as the book has no such threshold: {'; '.join(left_out)}."] if left_out else []
    lines = ["", "[[model]]", f"id = {quoted(model['id'])}"]
    lines += [f"# {where}: {here} in the book, {text(value)} in {source}" for where, _, here, value, source in found]
    lines += [
        f"# The row of {row['from']} ends: to = {start or day}",
        "  [[model.price]]",
        f"  from = {start or day}",
        '  status = "list"',
        f'  basis = "{"package" if start else "first_observed"}"',
        f'  confidence = "{"B" if agreed else "C"}"',
        f"  sources = [{', '.join(quoted(source.replace(' ', '-')) for source in named)}]",
        f"  note = {quoted(' '.join(note))}",
        *block_lines(blocks.pop("standard"), "model.price", "  "),
    ]
    for tier, block in blocks.items():
        lines += ["    [[model.price.tier]]", f"    id = {quoted(tier)}", *block_lines(block, "model.price.tier", "    ")]
    return lines, named


def source_lines(package, day):
    name, version = package.split()
    return [
        "",
        "[[source]]",
        f"id = {quoted(package.replace(' ', '-'))}",
        f"ref = {quoted(f'PyPI {name} {version}: {PACKAGE_FILE[name]}')}",
        'kind = "package"',
        f'dated = "{day}"',
        f'note = "MIT; read on {day}"',
    ]


def main():
    root, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    day = date.fromisoformat(sys.argv[3]) if len(sys.argv) > 3 else datetime.now(UTC).date()
    sources, known = Sources(root), known_differences()
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.toml"):
        old.unlink()
    rows = 0
    for path in sorted((root / "pricing").glob("*.toml")):
        book = tomllib.loads(path.read_text(encoding="utf-8"))
        lines, packages = [], set()
        for model in book["model"]:
            row = row_on(model, day) or model["price"][-1]
            found = []
            for source, theirs in sources.figures(book["channel"], model["id"], day):
                compare(blocks_on(row, day), theirs, source, f"{book['channel']}/{model['id']}", known, found)
            # What is finer than the book can hold is a float's noise.
            found = [it for it in found if it[3] == round(it[3], 6) and it[3] >= Decimal(0)]
            if found:
                made, named = model_lines(model, row, found, sources, book["channel"], day)
                lines += made
                packages |= set(named)
                rows += 1
        if lines:
            head = [f"# Proposed for pricing/{path.name}; not reviewed. docs/prices.md tells how a row is changed."]
            head += [line for package in sorted(packages) for line in source_lines(package, day)]
            (out / path.name).write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")
    versions = ", ".join(f"{name} {version}" for name, version in sources.versions.items())
    print(f"{rows} rows proposed in {out} (on {day}, by {versions})", file=sys.stderr)


main()
