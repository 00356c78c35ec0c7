"""Makes the small tokenizers of this folder and what they count.

Trained with PyPI tokenizers 0.23.3 on some of ../udhr, and counted with it on all of it:
the reference is the released library, not the release candidate that Farebox links.

    pip install tokenizers==0.23.3 && python make.py
"""

import json
from pathlib import Path

import tokenizers
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

HERE = Path(__file__).parent
TEXTS = sorted((HERE.parent / "udhr").glob("*.txt"))
TRAIN = [str(path) for path in TEXTS if path.stem in ("eng", "deu", "rus", "jpn", "arb")]


def wordpiece():
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=700, special_tokens=["[UNK]", "[CLS]", "[SEP]"], show_progress=False)
    return tokenizer, trainer


def unigram():
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(" {2,}", " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer = trainers.UnigramTrainer(vocab_size=700, special_tokens=["<unk>", "<s>"], unk_token="<unk>", show_progress=False)
    return tokenizer, trainer


def bytes_bpe():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=700, initial_alphabet=alphabet, special_tokens=["<|endoftext|>"], show_progress=False)
    return tokenizer, trainer


def sentencepiece_bpe():
    """As Llama 2 and Mistral have it: spaces as marks, bytes for what the vocabulary lacks."""
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, fuse_unk=True, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
    special = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    trainer = trainers.BpeTrainer(vocab_size=900, special_tokens=special, limit_alphabet=200, show_progress=False)
    return tokenizer, trainer


def main():
    counts = {"library": f"PyPI tokenizers {tokenizers.__version__}"}
    for make in (wordpiece, unigram, bytes_bpe, sentencepiece_bpe):
        tokenizer, trainer = make()
        tokenizer.train(TRAIN, trainer)
        path = HERE / f"{make.__name__}.json"
        tokenizer.save(str(path), pretty=False)
        if make is sentencepiece_bpe:
            # Bytes are no special tokens: in text they are text.
            data = json.loads(path.read_text())
            data["added_tokens"] = data["added_tokens"][:3]
            path.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")))
            tokenizer = Tokenizer.from_file(str(path))
        counts[make.__name__] = {
            text.stem: len(tokenizer.encode(text.read_text(encoding="utf-8"), add_special_tokens=False).ids) for text in TEXTS
        }
    (HERE / "counts.json").write_text(json.dumps(counts, indent=1) + "\n")


main()
