"""Compares today's rates of the reviewed book with the newest genai-prices and model-prices.

`check.py ROOT [DATE]` prints every figure that differs, model by model, and ends with how many agree. It
changes nothing: a difference is a question for whoever keeps the book. Those that were looked into stand in
known.toml beside this file and are only counted. Exit status 1 if anything else differs.
"""

import fnmatch
import importlib.metadata
import json
import pathlib
import sys
import tomllib
from datetime import UTC, date, datetime, time
from decimal import Decimal

import model_prices
from genai_prices.data import providers

GENAI_RATES = {
    "input": "input_mtok",
    "cache_read": "cache_read_mtok",
    "cache_write": "cache_write_mtok",
    "cache_write_1h": "cache_write_1h_mtok",
    "input_audio": "input_audio_mtok",
    "output": "output_mtok",
}
GENAI_TIERS = {
    "standard": [{}],
    "batch": [{"processing": "batch"}],
    "flex": [{"service_tier": "flex"}],
    "fast": [{"service_tier": "priority"}, {"speed": "fast"}],
}
OTHER_RATES = {name: name for name in ("input", "cache_read", "cache_write", "output")}
OTHER_PROVIDERS = {"bedrock": "amazon-bedrock"}


def row_on(model, day):
    rows = [row for row in model["price"] if row["from"] <= day and ("to" not in row or day < row["to"])]
    return rows[-1] if rows else None


def blocks_on(row, day):
    """Every tier that holds on a day: {tier: (rates, [(first prompt above the band's start, rates)])}."""
    found = {"standard": row}
    for tier in row.get("tier", []):
        if tier.get("from", day) <= day and ("to" not in tier or day < tier["to"]):
            found[tier["id"]] = tier
    return {
        name: (block["rates"], [(band.get("over", band.get("at_least", 1) - 1), band["rates"]) for band in block.get("band", [])])
        for name, block in found.items()
    }


def genai_figures(model, day):
    """What genai-prices has: {(tier, threshold or None, rate): Decimal}."""
    at = datetime.combine(day, time(12), UTC)
    found = {}
    for tier, contexts in GENAI_TIERS.items():
        for context in contexts:
            if context and not any(
                variant.when == context and (variant.constraint is None or variant.constraint.active(at))
                for variant in model.price_variants or ()
            ):
                continue
            prices = model.get_prices(at, context or None)
            for rate, key in GENAI_RATES.items():
                value = getattr(prices, key, None)
                if value is None:
                    continue
                found[tier, None, rate] = value if isinstance(value, Decimal) else value.base
                for level in () if isinstance(value, Decimal) else value.tiers:
                    found[tier, level.start, rate] = level.price
    return found


def other_figures(timelines, day):
    """What model-prices has, in the same form."""
    at = datetime.combine(day, time(12), UTC).isoformat().replace("+00:00", "Z")
    found = {}
    for tier, entries in timelines.items():
        held = [entry for entry in entries if entry["start"] is None or entry["start"] <= at]
        rates = held[-1]["rates"] if held else None
        for rate, key in OTHER_RATES.items():
            if rates and rates.get(key) is not None:
                found[tier, None, rate] = Decimal(str(rates[key]))
            for level in (rates or {}).get("tiers", []):
                if level.get(key) is not None:
                    found[tier, level["above"], rate] = Decimal(str(level[key]))
    return found


def is_known(known, where, model, source):
    return any(
        fnmatch.fnmatchcase(where, entry["pattern"])
        and fnmatch.fnmatchcase(source.split()[0], entry["in"])
        and model in entry.get("models", [model])
        for entry in known
    )


def compare(ours, theirs, source, model, known, differences):
    """How many figures agree; what differs goes to `differences`, or is counted where it is known."""
    agree = looked_into = 0
    for place, value in theirs.items():
        tier, above, rate = place
        if tier not in ours:
            continue
        base, bands = ours[tier]
        # xAI's threshold is inclusive, which the other side may write one token off.
        near = [rates for start, rates in bands if above is not None and abs(start - above) <= 1]
        rates = base if above is None else next(iter(near), None)
        where = f"{model} {tier}{f' over {above}' if above else ''} {rate}"
        # The floats of the other side stand within a ten-millionth of the decimals that they mean.
        if rates is not None and rate in rates and abs(Decimal(rates[rate]) - value) <= Decimal("0.0000001"):
            agree += 1
        elif is_known(known, where, model, source):
            looked_into += 1
        else:
            here = (rates or {}).get(rate, "unknown")
            differences.append(f"{where}: {here} here, {value} in {source}")
    return agree, looked_into


def main():
    root = pathlib.Path(sys.argv[1])
    day = date.fromisoformat(sys.argv[2]) if len(sys.argv) > 2 else datetime.now(UTC).date()
    names = tomllib.loads((root / "tests/oracle/names.toml").read_text())
    genai = {f"{provider.id}/{model.id}": model for provider in providers for model in provider.models}
    snapshot = json.loads((pathlib.Path(model_prices.__file__).parent / "snapshot.json").read_text())
    versions = {name: importlib.metadata.version(name) for name in ("genai-prices", "model-prices")}
    known = tomllib.loads((pathlib.Path(__file__).parent / "known.toml").read_text())["known"]
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
            theirs = genai.get(names.get(name, name))
            provider = OTHER_PROVIDERS.get(book["channel"], book["channel"])
            timelines = snapshot["prices"].get(provider, {}).get(model["id"])
            if theirs is None and timelines is None:
                unknown.append(name)
            if theirs is not None:
                source = f"genai-prices {versions['genai-prices']}"
                counts.append(compare(ours, genai_figures(theirs, day), source, name, known, differences))
            if timelines is not None:
                source = f"model-prices {versions['model-prices']}"
                counts.append(compare(ours, other_figures(timelines, day), source, name, known, differences))
    for difference in differences:
        print(difference)
    agree, looked_into = (sum(column) for column in zip(*counts))
    print(f"on {day}: {agree} figures agree, {looked_into} differ as known.toml says, {len(differences)} differ")
    if over:
        print(f"no row holds any more, the last known was compared: {', '.join(over)}")
    if unknown:
        print(f"in neither: {', '.join(unknown)}")
    sys.exit(1 if differences else 0)


main()
