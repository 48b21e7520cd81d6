#!/usr/bin/env python3
"""Writes data/tokenizers.json: small tokenizers of every supported style, and what Hugging Face's `tokenizers` library
makes of 240 nasty texts with them. Run with tokenizers 0.23 installed:  python3 make_tokenizers.py data/tokenizers.json
"""
import json
import random
import sys

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

QWEN = r"""(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"""
LLAMA3 = QWEN.replace(r"|\p{N}|", r"|\p{N}{1,3}|")
DEEPSEEK = [r"\p{N}{1,3}", "[一-龥぀-ゟ゠-ヿ]+",
            r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"""]

CORPUS = """The quick brown fox jumps over the lazy dog. She said that they're going, and we'll see; it's fine!
x = 4. y = x + 7. z = y * 2. What is z? So y = 4 + 7 = 11, then 22. Wait, let me check the answer again.
def add(a, b):\n\treturn a + b\r\n// 1234567890 and 3.14159 and 1,000,000
日本語のテキストと中文文本，还有标点。カタカナ ひらがな 漢字 한국어 문장 ไทยภาษา ภาษาไทย العربية مرحبا بالعالم שלום עולם
Привет, мир! Ελληνικά γράμματα. naïve café façade über straße Ångström e\u0301a\u0300 \U0001F468\u200D\U0001F469\u200D\U0001F467 \U0001F600\U0001F600
 hello  hello   hello the the the there then them  \n\n\n   \t\t tabs
""".split("\n") * 4

MANUAL = ["", " ", "  ", "\n", "\r\n", "\r", "\t", "\r\n\r\n", " \n ", "\n \n", "   \n\n  x", "a", "é", "e\u0301", "\u0301", "a\u0301\u0302b",
    "\u212B \u2126 \uF900", "ﬁ ﬀ ① Ⅳ ｶﾞ ＡＢＣ", "\u0f73\u0f71", "\u1100\u1161\u11a8 \uac00\u11a8", "q\u0307\u0323 q\u0323\u0307",
    "I'm you're he'd we'll they've it's don't", "I'M YOU'RE HE'D WE'LL THEY'VE IT'S DON'T", "'s's'S'ſ", "x’s ‘quoted’",
    "0", "12", "123", "1234", "12345", "123456789012345", "1,234.56", "٣٤٥ १२३ ௧௨", "½ ² ⅷ 三", "3.14e-10", "0x1F600", "a1b2c3",
    "日本語", "日本語 テスト", "中文，标点。", "한국어 문장입니다", "ภาษาไทยไม่มีช่องว่าง", "ก็ ำ ่", "العربية مُشَكَّلَة", "שָׁלוֹם", "नमस्ते दुनिया",
    "\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466", "\U0001F1E9\U0001F1EA\U0001F1EB\U0001F1F7", "\U0001F44D\U0001F3FD ok", "❤\uFE0F", "1\uFE0F\u20E3",
    "z\u0300\u0301\u0302\u0303\u0304\u0305", "\u200b\u200c\u200d\u2060", "\ufeffBOM", "\u00a0nbsp\u00a0", "\u3000全角\u3000", "\u2028\u2029", "\u180e x\u180ey", "\x85next\x85line",
    "\x00", "a\x00b", "\x01\x02\x1b[31m\x7f", "\ufffd", "\uffff\U0010ffff", "\U00020000\U0002A6D6", "\ue000",
    "<|im_start|>user\nHi<|im_end|>", "<think>", "</think>", "<think>\nOk.\n</think>\n\n42", "<thin", "<think", "<|im_start", "<<think>>", "<think><think>",
    "<｜User｜>x<｜Assistant｜><think>\n", "a<|im_end|>", "<|im_end|> b", " <|im_end|> ", "text  <mask>  text", "  <mask>", "<mask>  ", "<mask><mask>",
    "word single word", "singleword wordsingle", "single", "single.", "_single", "single\u0301", "ésingle", "TheToken thetoken THETOKEN", "x thetoken y", "thetokenthetokens",
    "<tool_call>\n{}\n</tool_call>", "<tool_callx", "in new york  new york<think>new york", "\u2581", "\u2581\u2581a", "a \u2581b", "Ġ Ċ ĉ", "Ġhello", "â€™", "<0x41>", "<0xE4>", "<unk>", "<s>", "</s>x", "[UNK]",
    "if (x) {\n    return y;\n}\n", "\tfoo\n\t\tbar", "a  b   c    d", "trailing   ", "   leading", "http://example.com/a?b=c&d=e#f", "user@example.com", "C:\\path\\to", "snake_case camelCase",
    "$x^2 + y_{1}$ \\frac{1}{2}", "**bold** _it_ `code`", "----", "....", "!!!???", "...\n\n...", "a\n\n\n\nb", "!\r\n\r\n", "?!\n \n", "(a)(b)[c]{d}", "\"quotes\" 'single'", "#tag @me", "±×÷≠≤∞∑√", "€£¥₹", "→⇒∀∃",
    "Ünïcödé", "ßſ", "İstanbul ISTANBUL ıi", "ΑΣ ΟΔΟΣ", "ǅ ǆ", "hello" * 20, "a" * 100, "ab" * 60, " " * 70, "\n" * 50, "日" * 60, "\u0301" * 10, "=" * 64, "x = 4. y = x + 7. z = y * 2. What is z?",
    "The quick brown fox jumps over the lazy dog.", "hello hello  hello", " hello", "hello ", "\u1ea5n \u0061\u0302\u0301n", "a\u0328\u0301", "\u03c9\u0345\u0301", "가나다 각", "\u0958 \u0915\u093c"]


def texts():
    rng = random.Random(7)
    alphabet = list("aeth  sxyz0123\n\r\t'.,-_<>|/=") + ["é", "e\u0301", "日", "本", "ก", "ำ", "م", "\U0001F600", "\u200d", "\u0301", "\u3000", "<think>", "<|im_end|>",
        "the", " the", "'s", "ß", "\u2581", "가", "\u00a0", "\x85", "①", "hello", "\r\n", "<mask>"]
    found = list(dict.fromkeys(MANUAL))
    while len(found) < 240:
        found.append("".join(rng.choice(alphabet) for _ in range(rng.randint(2, 25))))
    return found


def added(tokenizer, tokens):
    for content, special, flags in tokens:
        (tokenizer.add_special_tokens if special else tokenizer.add_tokens)([AddedToken(content, special=special, **flags)])


WITH_OFFSETS = ("qwen", "deepseek", "gpt2-prefix", "mistral", "whitespace", "punctuation")
PLAIN = dict(normalized=False)
CHAT = [("<|im_start|>", True, PLAIN), ("<|im_end|>", True, PLAIN), ("<think>", False, PLAIN), ("</think>", False, PLAIN), ("<tool_call>", False, PLAIN)]


def split(pattern, behaviour="isolated", invert=False):
    return pre_tokenizers.Split(Regex(pattern), behaviour, invert)


def byte_level(normalizer, pre, tokens, size=420, **model):
    t = Tokenizer(models.BPE(**model))
    if normalizer:
        t.normalizer = normalizer
    t.pre_tokenizer = pre
    t.decoder = decoders.ByteLevel()
    t.train_from_iterator(CORPUS, trainers.BpeTrainer(vocab_size=size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    added(t, tokens)
    return t


def sentencepiece(normalizer, pre, decoder, size=330):
    learner = Tokenizer(models.BPE())
    learner.pre_tokenizer = pre_tokenizers.Metaspace()
    learner.train_from_iterator(CORPUS[:3] * 4, trainers.BpeTrainer(vocab_size=size - 259, show_progress=False, limit_alphabet=50))
    old = json.loads(learner.to_str())["model"]
    names = ["<unk>", "<s>", "</s>"] + [f"<0x{b:02X}>" for b in range(256)]
    names += [n for n in sorted(old["vocab"], key=old["vocab"].get) if n not in names]
    merges = [tuple(m) for m in old["merges"]]
    t = Tokenizer(models.BPE(vocab={n: i for i, n in enumerate(names)}, merges=merges, unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    if normalizer:
        t.normalizer = normalizer
    if pre:
        t.pre_tokenizer = pre
    t.decoder = decoder
    added(t, [("<unk>", True, PLAIN), ("<s>", True, PLAIN), ("</s>", True, PLAIN), ("<think>", False, PLAIN), ("new york", False, dict(normalized=True))])
    return t


def characters(normalizer, pre, tokens, fuse_unk, size=140):
    t = Tokenizer(models.BPE(unk_token="[UNK]", fuse_unk=fuse_unk))
    if normalizer:
        t.normalizer = normalizer
    t.pre_tokenizer = pre
    t.decoder = decoders.Fuse()
    t.train_from_iterator(CORPUS, trainers.BpeTrainer(vocab_size=size, limit_alphabet=70, special_tokens=["[UNK]"], show_progress=False))
    added(t, tokens)
    return t


def styles():
    deepseek = pre_tokenizers.Sequence([split(p) for p in DEEPSEEK] + [pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    plain = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    llama_decoder = lambda: decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    flags = [("<mask>", True, dict(normalized=False, lstrip=True)), ("<think>", False, dict(normalized=False, rstrip=True)), ("single", False, dict(normalized=False, single_word=True)),
             ("TheToken", False, dict(normalized=True)), ("thetokens", False, dict(normalized=True)), ("<|im_end|>", True, dict(normalized=False, lstrip=True, rstrip=True))]
    yield "qwen", byte_level(normalizers.NFC(), pre_tokenizers.Sequence([split(QWEN), plain]), CHAT)
    yield "llama3", byte_level(None, pre_tokenizers.Sequence([split(LLAMA3), plain]), CHAT, ignore_merges=True)
    yield "gpt2", byte_level(None, pre_tokenizers.ByteLevel(add_prefix_space=False), CHAT)
    yield "gpt2-prefix", byte_level(None, pre_tokenizers.ByteLevel(add_prefix_space=True), flags)
    yield "deepseek", byte_level(None, deepseek, [("<｜User｜>", True, PLAIN), ("<｜Assistant｜>", True, PLAIN), ("<think>", False, PLAIN), ("</think>", False, PLAIN)])
    yield "nfkc-lower", byte_level(normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase(), normalizers.Strip()]), pre_tokenizers.Sequence([split(QWEN), plain]), flags)
    yield "nfd-digits", byte_level(normalizers.NFD(), pre_tokenizers.Sequence([pre_tokenizers.Digits(True), split(r"\s+", "merged_with_next"), plain]), CHAT)
    yield "llama2", sentencepiece(normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]), None, llama_decoder())
    yield "mistral", sentencepiece(None, pre_tokenizers.Metaspace(prepend_scheme="first", split=False), llama_decoder())
    yield "metaspace", sentencepiece(None, pre_tokenizers.Metaspace(prepend_scheme="always", split=True), decoders.Sequence([decoders.ByteFallback(), decoders.Metaspace(prepend_scheme="always"), decoders.Fuse()]))
    yield "whitespace", characters(None, pre_tokenizers.Whitespace(), flags, True)
    yield "punctuation", characters(normalizers.Replace(Regex(r"\d+"), "0"), pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation("merged_with_previous"), pre_tokenizers.Digits(False)]), flags, False)
    yield "contiguous", characters(normalizers.NFKD(), pre_tokenizers.Sequence([split(r"[aeiou]", "contiguous"), pre_tokenizers.Split("h", "removed"), split(r"\w+|\s", "isolated", True), split(r"[t.]", "merged_with_next", True)]), [], False)


def byte_offsets(text, offsets):
    at = [0]
    for c in text:
        at.append(at[-1] + len(c.encode()))
    return [at[o] for pair in offsets for o in pair]


def main():
    cases = texts()
    out = {"texts": cases, "styles": []}
    for name, t in styles():
        spec = json.loads(t.to_str())
        rows = []
        for text in cases:
            e = t.encode(text, add_special_tokens=False)
            decoded = t.decode(e.ids, skip_special_tokens=False)
            row = {"ids": e.ids}
            if name in WITH_OFFSETS:
                row["offsets"] = byte_offsets(text, e.offsets)
            if decoded != text:
                row["decoded"] = decoded
            skipped = t.decode(e.ids, skip_special_tokens=True)
            if skipped != decoded:
                row["skipped"] = skipped
            rows.append(row)
        out["styles"].append({"name": name, "tokenizer": spec, "rows": rows})
    with open(sys.argv[1], "w", encoding="utf-8") as f:
        head = {k: v for k, v in out.items() if k != "styles"}
        f.write('{"texts":' + json.dumps(head["texts"], separators=(",", ":")) + ',\n"styles":[\n')
        f.write(",\n".join(json.dumps(s, ensure_ascii=False, separators=(",", ":")) for s in out["styles"]) + "]}\n")


main()
