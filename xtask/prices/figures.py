"""What the reviewed book and two other price packages say, in one form, and where they differ."""

import fnmatch
import importlib.metadata
import json
import pathlib
import tomllib
from datetime import UTC, datetime, time
from decimal import Decimal

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


class Sources:
    """genai-prices, and model-prices where it is installed."""

    def __init__(self, root):
        self.names = tomllib.loads((root / "tests/oracle/names.toml").read_text())
        self.genai = {f"{provider.id}/{model.id}": model for provider in providers for model in provider.models}
        self.versions = {"genai-prices": importlib.metadata.version("genai-prices")}
        self.prices = {}
        try:
            import model_prices
        except ModuleNotFoundError:
            return
        self.versions["model-prices"] = importlib.metadata.version("model-prices")
        self.prices = json.loads((pathlib.Path(model_prices.__file__).parent / "snapshot.json").read_text())["prices"]

    def model(self, channel, id):
        """What genai-prices has under the name that it gives a model of the book."""
        return self.genai.get(self.names.get(f"{channel}/{id}", f"{channel}/{id}"))

    def figures(self, channel, id, day):
        """What each has for a model of the book: [(package and version, figures)]."""
        found = []
        if model := self.model(channel, id):
            found.append((f"genai-prices {self.versions['genai-prices']}", genai_figures(model, day)))
        timelines = self.prices.get(OTHER_PROVIDERS.get(channel, channel), {}).get(id)
        if timelines is not None:
            found.append((f"model-prices {self.versions['model-prices']}", other_figures(timelines, day)))
        return found


def known_differences():
    return tomllib.loads((pathlib.Path(__file__).parent / "known.toml").read_text())["known"]


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
            differences.append((where, place, here, value, source))
    return agree, looked_into
