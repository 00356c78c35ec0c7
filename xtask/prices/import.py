"""Writes the wide book: every model of genai-prices that the reviewed book has not, as one JSON text.

`import.py ROOT` reads the reviewed book in ROOT/pricing and the names that genai-prices has for some of its
models in ROOT/tests/oracle/names.toml. Nothing is guessed: a figure finer than a
micro-dollar per million tokens is a float artefact and left out, a unit that Farebox has no bucket for too,
and a price without a first day holds from the newest day of the package's data on.
"""

import importlib.metadata
import json
import pathlib
import re
import sys
import tomllib
from collections import Counter
from datetime import date
from decimal import Decimal

from genai_prices.data import providers
from genai_prices.types import ConditionalPrice, StartDateConstraint

# The newest start date of a price in the package, but for those announced for December and January.
DATA_OF = date(2026, 11, 9)
CHANNELS = {"x-ai": "xai", "aws": "bedrock", "voyageai": "voyage"}
RATES = {
    "input_mtok": "input",
    "cache_read_mtok": "cache_read",
    "cache_write_mtok": "cache_write",
    "cache_write_1h_mtok": "cache_write_1h",
    "input_audio_mtok": "input_audio",
    "cache_audio_read_mtok": "cache_read_audio",
    "input_image_mtok": "input_image",
    "output_mtok": "output",
    "output_reasoning_mtok": "reasoning",
    "output_audio_mtok": "output_audio",
}
TIERS = {
    ("processing", "batch"): "batch",
    ("service_tier", "flex"): "flex",
    ("service_tier", "priority"): "fast",
    ("speed", "fast"): "fast",
}
tally = Counter()


def figures(prices):
    """The prices that there is a bucket for: {key: (base, [(over, price)])}."""
    found = {}
    for key, value in prices.__dict__.items():
        if value is None or key.startswith("_"):
            continue
        if key not in RATES:
            tally[f"no bucket for {key}"] += 1
            continue
        base, tiers = (value, []) if isinstance(value, Decimal) else (
            value.base,
            [(tier.start, tier.price) for tier in value.tiers],
        )
        every = [base, *(price for _, price in tiers)]
        if any(price != round(price, 6) or price < 0 for price in every):
            tally["finer than a micro-dollar"] += 1
            continue
        found[RATES[key]] = (base, tiers)
    return found


def text(price):
    plain = f"{price:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def rates_of(found, over):
    rates = {}
    for key, (base, tiers) in found.items():
        price = base
        for start, tier in tiers:
            if start <= over:
                price = tier
        rates[key] = text(price)
    return rates


def thresholds(*sets):
    return sorted({start for found in sets for _, tiers in found.values() for start, _ in tiers})


def block(found, starts):
    made = {"rates": rates_of(found, -1)}
    bands = [{"over": start, "rates": rates_of(found, start)} for start in starts]
    if bands:
        made["band"] = bands
    return made


def tiers_of(model, start, end, starts):
    tiers = {}
    for variant in model.price_variants or ():
        tier = TIERS.get(next(iter(variant.when.items())) if len(variant.when) == 1 else None)
        found = figures(variant.prices)
        if tier is None or tier in tiers or not found:
            continue
        made = {"id": tier, **block(found, starts)}
        if isinstance(variant.constraint, StartDateConstraint):
            begins = variant.constraint.start_date
            if end is not None and begins >= end:
                continue
            if begins > start:
                made["from"] = begins.isoformat()
        elif variant.constraint is not None:
            continue
        tiers[tier] = made
    return list(tiers.values())


def rows_of(model):
    given = model.prices if isinstance(model.prices, list) else [ConditionalPrice(prices=model.prices)]
    dated = []
    for price in given:
        if price.constraint is None:
            dated.append((None, price.prices))
        elif isinstance(price.constraint, StartDateConstraint):
            dated.append((price.constraint.start_date, price.prices))
        else:
            tally["price by the hour of the day"] += 1
    starts = [start for start, _ in dated if start is not None]
    # The day on which the undated price began is not known: it counts where it is still in force.
    kept = [(start, prices) for start, prices in dated if start is not None]
    if not any(start <= DATA_OF for start in starts):
        kept.insert(0, (DATA_OF, dated[0][1]))
    rows = []
    for number, (start, prices) in enumerate(kept):
        end = kept[number + 1][0] if number + 1 < len(kept) else None
        found = figures(prices)
        if not found:
            continue
        variants = [figures(variant.prices) for variant in model.price_variants or ()]
        levels = thresholds(found, *variants)
        row = {
            "from": start.isoformat(),
            "status": "announced" if start > DATA_OF else "historical" if end and end <= DATA_OF else "list",
            "basis": "documented" if start in starts else "package",
            "confidence": "C",
            "sources": ["genai-prices"],
            **block(found, levels),
        }
        if end:
            row["to"] = end.isoformat()
        tiers = tiers_of(model, start, end, levels)
        if tiers:
            row["tier"] = tiers
        rows.append(row)
    return rows


def cache_of(rows):
    """What a model's rates say about its cache: without a read rate none is known, so everything is charged
    in full; without a write rate what is written is charged as input, which the engine says."""
    blocks = [block for row in rows for block in (row, *row.get("tier", ()))]
    keys = {key for block in blocks for key in block["rates"]}
    if "cache_read" not in keys:
        return {"mode": "none"}
    return {} if any(key.startswith("cache_write") for key in keys) else {"writes": "input"}


def main():
    root = pathlib.Path(sys.argv[1])
    reviewed = set(tomllib.loads((root / "tests/oracle/names.toml").read_text()).values())
    ours = set()
    for path in sorted((root / "pricing").glob("*.toml")):
        book = tomllib.loads(path.read_text(encoding="utf-8"))
        ours |= {f"{book['channel']}/{model['id']}" for model in book["model"]}
    version = importlib.metadata.version("genai-prices")
    channels = []
    for provider in sorted(providers, key=lambda provider: provider.id):
        channel = CHANNELS.get(provider.id, provider.id)
        models, seen = [], set()
        for model in provider.models:
            # An id that begins with its channel is whole already, as in the loader.
            whole = model.id.startswith(f"{channel}/")
            name = model.id if whole else f"{channel}/{model.id}"
            if f"{provider.id}/{model.id}" in reviewed or name in ours:
                tally["in the reviewed book"] += 1
                continue
            rows = rows_of(model)
            contiguous = all(a.get("to") == b["from"] for a, b in zip(rows, rows[1:]))
            if not rows or not contiguous or name in seen:
                tally["without a price that a token is charged by"] += 1
                continue
            seen.add(name)
            embeds = re.search(r"embed|rerank", model.id.lower()) is not None
            made = {
                "id": model.id,
                "name": model.name or model.id,
                "kind": "embedding" if embeds else "chat",
                "tokenizer": {"id": "unknown", "basis": "unknown"},
                "price": rows,
            }
            cache = cache_of(rows)
            if cache:
                made["cache"] = cache
            if model.context_window:
                made["context_window"] = model.context_window
                evidence = {"confidence": "C", "sources": ["genai-prices"]}
                made["limits"] = {"context_window": evidence}
            models.append(made)
        if models:
            channels.append(
                {
                    "file": "community.json",
                    "review": "community",
                    "schema": 1,
                    "provider": channel,
                    "channel": channel,
                    "name": provider.name,
                    "currency": "USD",
                    "unit": "usd_per_mtok",
                    "retrieved_at": DATA_OF.isoformat(),
                    "usage_input_includes_cache": provider.id not in ("anthropic", "aws"),
                    "source": [
                        {
                            "id": "genai-prices",
                            "ref": f"PyPI genai-prices {version}: genai_prices/data.py",
                            "kind": "package",
                            "dated": DATA_OF.isoformat(),
                            "note": "MIT; not reviewed here",
                        }
                    ],
                    "cache": {
                        "mode": "automatic",
                        "writes": "own_rate",
                        "storage": "free",
                        "below_minimum": "unknown",
                        "confidence": "C",
                        "sources": ["genai-prices"],
                    },
                    "model": models,
                }
            )
    print(json.dumps({"schema": 1, "channels": channels}, ensure_ascii=False, separators=(",", ":")))
    total = sum(len(channel["model"]) for channel in channels)
    print(f"{total} models of {len(channels)} channels", file=sys.stderr)
    for why, count in sorted(tally.items()):
        print(f"  left out: {count:5}  {why}", file=sys.stderr)


main()
