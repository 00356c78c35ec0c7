"""Prices the cases of the file named, one JSON object a line, with genai-prices.

A case: {"provider", "model", "at" (ISO time), "context" (variant keys or {}), "usage" (its own unit keys)}.
An answer, in the same order: {"total": "…"} in dollars, or {"skip": why} where genai-prices has no
price of its own for the case: an unknown model, a variant that is not in force on that day, or a unit
that it has no price for (it would fall back to another silently).
"""

import datetime
import json
import sys
from decimal import Decimal

from genai_prices.data import providers
from genai_prices.types import Usage

PROVIDERS = {provider.id: provider for provider in providers}
MODELS = {(provider.id, model.id): model for provider in providers for model in provider.models}
# Units whose price genai-prices takes from another unit when there is none; here that is a skip.
NEED_OWN_PRICE = {
    "cache_read_tokens": "cache_read_mtok",
    "cache_audio_read_tokens": "cache_audio_read_mtok",
    "input_audio_tokens": "input_audio_mtok",
    "cache_write_1h_tokens": "cache_write_1h_mtok",
    "web_searches": "web_searches_kcount",
    "storage_searches": "storage_searches_kcount",
}


def holds(constraint, at):
    return constraint is None or constraint.active(at)


def answer(case):
    provider = PROVIDERS.get(case["provider"])
    model = MODELS.get((case["provider"], case["model"]))
    if provider is None or model is None:
        return {"skip": "unknown model"}
    at = datetime.datetime.fromisoformat(case["at"])
    context = case["context"]
    if context:
        fitting = [
            variant
            for variant in model.price_variants or ()
            if variant.when == context and holds(variant.constraint, at)
        ]
        if not fitting:
            return {"skip": "variant not in force"}
    prices = model.get_prices(at, context or None)
    for unit, key in NEED_OWN_PRICE.items():
        if case["usage"].get(unit) and getattr(prices, key, None) is None:
            return {"skip": f"no {key}"}
    usage = Usage(**case["usage"])
    total = model.calc_price(
        usage, provider, genai_request_timestamp=at, price_context=context or None
    ).total_price
    return {"total": f"{total:f}"}


def main():
    with open(sys.argv[1], encoding="utf-8") as cases:
        for line in cases:
            print(json.dumps(answer(json.loads(line))))


main()
