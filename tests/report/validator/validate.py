"""Validates CSV files as FOCUS 1.2 and prints, for each, a line of JSON: which rules passed, failed, were skipped.

The validator's own exit code is 0 whatever it finds, so its results are read.
"""

import contextlib
import json
import logging
import os
import pathlib
import sys

import focus_validator
from focus_validator.validator import Validator

# What an estimate has of what the rules ask about.
APPLICABLE = [
    "ACCOUNT_NAMING_SUPPORTED",
    "MULTIPLE_PRICING_CATEGORIES_SUPPORTED",
    "NEGOTIATED_PRICING_SUPPORTED",
    "PUBLIC_PRICE_LIST_SUPPORTED",
    "UNIT_PRICING_SUPPORTED",
    "USAGE_MEASUREMENT_SUPPORTED",
]

logging.disable(logging.CRITICAL)
files = [pathlib.Path(file).resolve() for file in sys.argv[1:]]
# It looks for a list of currencies beside itself, by a relative path.
os.chdir(pathlib.Path(focus_validator.__file__).resolve().parent.parent)
for file in files:
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        results = Validator(
            data_filename=str(file),
            output_destination=None,
            output_type="console",
            rules_version="1.2",
            focus_dataset="CostAndUsage",
            rules_block_remote_download=True,
            applicability_criteria=",".join(APPLICABLE),
        ).validate()
    told = {"passed": [], "failed": [], "skipped": []}
    for rule, entry in results.by_rule_id.items():
        skipped = (entry.get("details") or {}).get("skipped")
        told["skipped" if skipped else "passed" if entry.get("ok") else "failed"].append(rule)
    print(json.dumps(told), flush=True)
