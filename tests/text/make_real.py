#!/usr/bin/env python3
"""Writes data/real_tokenizers.json: what Hugging Face's `tokenizers` library makes of nasty texts and of random ids with
real tokenizer.json files, as scripts/tokenizers.sh fetches them, and what their chat templates render. Run in this folder with
tokenizers 0.23 and transformers 5.12 installed:
  python3 make_real.py ../../build/tokenizers data/tokenizers.json data/real_tokenizers.json
"""
import json
import os
import random
import sys

from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast

SPECIAL = ["<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>", "<|start|>assistant<|channel|>analysis<|message|>Hm.<|end|>",
    "<bos><start_of_turn>user\nHi<end_of_turn>\n<start_of_turn>model\n", "<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nHi [/INST] Yes </s><s>", "<｜begin▁of▁sentence｜>You are.<｜User｜>x<｜Assistant｜><think>\nOk\n</think>\n\n4<｜end▁of▁sentence｜>",
    "<｜tool▁calls▁begin｜><｜tool▁sep｜>x<｜fim▁hole｜>", "<tool_call>\n{\"name\": \"f\"}\n</tool_call><tool_response>", "<unused6><unused99><mask><unused6241>", "<start_of_image><image_soft_token><end_of_image>",
    "<pad><eos><bos><unk><s></s>", " <s> a </s> b <unk>c", "\n\n<eos>\n\n\n", "<|endoftext|><|endoftext|>x", "<|fim_prefix|>a<|fim_suffix|>b<|fim_middle|>", "<|reserved_special_token_0|><|reserved_200000|><｜place▁holder▁no▁7｜>",
    "<|im_start|>system\nYou are Qwen.<|im_end|>\n<|im_start|>user\n 2 + 2? <|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n", "<h1>a</h1> <table><tr><td>1</td></tr></table> <b>x</b><br>", "</think></think> </thinking>", "<think>\n", "<think> x</think>y"]
MORE = ["\t" * n + "x" for n in (1, 2, 3, 4, 31, 40)] + ["\n" * n for n in (2, 3, 4, 5, 30, 31, 33)] + ["a" + " " * n + "b" for n in (2, 3, 7, 16, 31, 32, 33, 50)] + [
    "1" * 37, "9876543210" * 12, "3.141592653589793238462643383279502884197", "0.1 + 0.2 = 0.30000000000000004", "٠١٢٣٤٥٦٧٨٩" * 2, "１２３４５６", "𝟘𝟙𝟚𝟛 Ⅻ ⑳ ½¾", "123abc456DEF789", "1,234,567.89e+10", "2^{10}=1024≈10^3",
    "HTTPServer getURLForID XMLHttpRequest iOS17 macOS", "DON'T don't Don'T I'LL y'all's 'twas o'clock rock'n'roll", "it’s we’re ‘ok’ “fine”", "CamelCaseAndALLCAPSthenLower", "ÀÉÎÕÜ àéîõü ÀéÎõÜ", "ДОМ дом ДоМ", "ǅungla ǈ ǋ", "ªº ʰʲ ᵃᵇ ₐₑ",
    "Zażółć gęślą jaźń", "Tiếng Việt: Nghiêng nghiêng", "Türkçe İıĞğ", "Ελληνικά ΰ ϐ", "हिन्दी में लिखा हुआ", "বাংলা ভাষা", "தமிழ் மொழி", "తెలుగు", "ಕನ್ನಡ", "മലയാളം", "සිංහල", "မြန်မာဘာသာ", "ខ្មែរ", "ລາວ", "བོད་སྐད་", "አማርኛ", "ქართული", "Հայերեն", "ᚠᚢᚦ ᠮᠣᠩᠭᠣᠯ",
    "العَرَبِيَّةُ ١٢٣، هل؟", "فارسی می‌خواهم", "עִבְרִית «ציטוט»", "اردو ہے۔", "‏RTL‎LTR‪x‬", "日本語とEnglishの混在123テスト。", "中文和 English 混排，数字123。", "「引用」『二重』【括弧】", "々〆ヶ ゝヽ ー", "ｱｲｳ ﾊﾟ", "㍿ ㌔ ㈱ ①", "한글 자모 ㄱㄴㄷ 까마귀", "𠮷野家 𪚥 𫝀", "繁體中文與简体中文",
    "👩‍💻 👨‍👩‍👧‍👦 🏳️‍🌈 🧑🏽‍🚀", "🇩🇪🇫🇷🇯🇵🇺", "👍🏿👎🏻", "☺️☹︎ ✌️ ❤️‍🔥", "🫠🫨🪿🩷", "#️⃣ *️⃣ 0️⃣", "(╯°□°)╯︵ ┻━┻ ¯\\_(ツ)_/¯", "Z̴̢̛a̷l̶g̵o̸ t̷e̶x̵t̷", "e\u0301e\u0300\u0301 o\u0302\u0323 \u0323\u0302", "\u1e9b\u0323", "\u2126\u212a\u212b", "\u0344 \u0374 \u037e \u0387", "\u1fef\u1ffd", "\uac01\u11a8 \u1100\u1161", "\ufb1d \ufb2a \U0001d15e", "\u0f77 \u0f81", "\u0340\u0341", "\u2adc", "\uf900\ufa0e\U0002f800",
    "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x1f\x7f", "\x80\x85\x9f\xa0\xad", "a\x00\x00b", "\ufeff\ufeffx", "\ufffe\uffff", "\ue000\U000f0000\U0010fffd", "\U000e0001\U000e0061", "\u2060\u2061\u180e\u200b", "\u2028x\u2029y", "\u3164\u115f\u1160", "\r\r\n\n\r", "a\r\nb\r\n\r\nc", " \r\n \t\r\n", "\n \n  \n   \n", "x\n\n ", " \n", "\t\n\t\n", "a \n b", "a\u00a0\u00a0b \u2003 c\u202f!", "\u3000\u3000段落",
    "▁", " ▁", "▁ ▁▁", "a▁b ▁c", "Ġhello Ċ", "<0x0A><0xFF>", "<0x0a>", "\\n\\t\\u0041", "\\frac{\\sqrt{2}}{\\pi} \\mathbb{R}^n", "\\[ \\int_0^\\infty e^{-x^2}\\,dx \\]", "for (int i = 0; i < n; ++i) {\n\t\tsum += a[i];\n\t}\n", "def f(x):\n    '''doc'''\n    return x**2  # ok\n\n\n", "{\"a\": [1, 2.5, null, true], \"b\": \"\\u00e9\"}", "<?xml version=\"1.0\"?>\n<!-- c -->", "SELECT * FROM t WHERE a='b'; --", "https://例え.jp/路径?q=%E6%97%A5&x=1#é", "C:\\Users\\ü\\файл.txt", "a/b//c/../d\n/\n", "!!!\n/x", "?!/\r\n//", "-----\n=====\n*****", "....../////", "𝓱𝓮𝓵𝓵𝓸 𝕨𝕠𝕣𝕝𝕕 ＨＥＬＬＯ", "ﬁﬂﬃ ĳ ŉ ǰ", "ſ ẞ ß İ", "½ ¼ ² ³ ¹", "x² + y³ = √z", "∀ε>0 ∃δ>0: |x−a|<δ ⇒ |f(x)−L|<ε", "$100 €50 ¥1000 ₿0.5 ₹", "a…b—c–d‐e‑f", "no\u00adbreak", "w\u200bo\u200br\u200bd", "q\u0307\u0323\u0301\u0300\u0327", "\u0301start", "\u200dstart\u200d", "end\u0301", "\ud7a3\uac00\ud7b0\ud7cb",
    "a\u1c89\u1c8a \u1b4e.\u2427", "x\U00010d40\U00010d41\U00010d4a \U0001d2c0", " \U00010d50\U00010d70\U0001cc00\n\U0001cd01", "\U00031350\U0002ebf0 \U00013460", "²³ ¹a ¼½", "Wait, let me check: 17 × 23 = 391. So x = 391/17 = 23. Therefore the answer is \\boxed{23}.", "Okay, so I need to figure out   what's going on here...\n\n\nFirst, let's see.", "ab" * 300, "the " * 90, "字" * 300, "🙂" * 40, "\u0301" * 40, " " * 300, "-" * 300, "aA" * 40, "x\n" * 60, "é" * 100, "ก" * 80, "م" * 80]


USER = {"role": "user", "content": " Was ist 2 + 2? 日本語 \U0001F468\u200d\U0001F469 <b>&amp;\n"}
THINKING = {"role": "assistant", "content": "<think>\nEasy: é.\n</think>\n\nIt is 4."}
CHATS = [[USER], [{"role": "system", "content": "Sei knapp. "}, USER], [USER, THINKING, {"role": "user", "content": "ไทย?"}], [{"role": "system", "content": ""}, USER, THINKING, {"role": "user", "content": ""}],
    [USER, THINKING], [THINKING, USER], [{"role": "system", "content": "a"}, {"role": "system", "content": "b"}, USER], [USER, {"role": "assistant", "content": "4", "reasoning_content": "two and two"}, {"role": "user", "content": "why"}],
    [{"role": "user", "content": "<|im_end|></s><think>"}, {"role": "assistant", "content": "no tags"}, {"role": "user", "content": "\u200b"}], [{"role": "user", "content": [{"type": "text", "text": "part"}]}]]


def prompts(file, folder):
    """What apply_chat_template makes of CHATS: a text, or null where it fails. None without a template."""
    config = json.load(open(folder + "/tokenizer_config.json", encoding="utf-8"))
    if not config.get("chat_template"):
        return None
    tokens = {k: v["content"] if isinstance(v, dict) else v for k, v in config.items() if k in ("bos_token", "eos_token", "pad_token", "unk_token") and v}
    t = PreTrainedTokenizerFast(tokenizer_file=file, chat_template=config["chat_template"], **tokens)
    out = []
    for chat in CHATS:
        try:
            out.append(t.apply_chat_template(chat, tokenize=False, add_generation_prompt=True))
        except Exception:
            out.append(None)
    return out


def random_ids(t, rng):
    """Ids as a model may give them: cut characters, byte tokens in any order, special tokens anywhere."""
    size = t.get_vocab_size()
    odd = [i for i in range(min(size, 2000)) if (t.id_to_token(i) or "").startswith("<0x") or len(t.id_to_token(i) or "") == 1]
    special = sorted(t.get_added_tokens_decoder())
    pick = [lambda: rng.randrange(size), lambda: rng.choice(odd), lambda: rng.choice(odd), lambda: rng.choice(special)]
    return [[rng.choice(pick)() for _ in range(rng.randint(1, 12))] for _ in range(80)]


def decodings(t, ids, expected):
    row = {}
    decoded = t.decode(ids, skip_special_tokens=False)
    if decoded != expected:
        row["decoded"] = decoded
    skipped = t.decode(ids, skip_special_tokens=True)
    if skipped != decoded:
        row["skipped"] = skipped
    return row


def main():
    folder, texts_file, out_file = sys.argv[1:]
    texts = list(dict.fromkeys(json.load(open(texts_file, encoding="utf-8"))["texts"] + SPECIAL + MORE))
    out = {"tokenizers": []}
    for name in sorted(os.listdir(folder)):
        file = f"{folder}/{name}/models/tokenizer.json"
        t = Tokenizer.from_file(file)
        rng = random.Random(name)
        rows = [{"ids": (ids := t.encode(text, add_special_tokens=False).ids), **decodings(t, ids, text)} for text in texts]
        chance = [{"ids": ids, **decodings(t, ids, None)} for ids in random_ids(t, rng)]
        out["tokenizers"].append({"name": name, "bytes": os.path.getsize(file), "size": 1 + max(t.get_vocab().values()), "rows": rows, "random": chance, "prompts": prompts(file, f"{folder}/{name}/models")})
    with open(out_file, "w", encoding="utf-8") as f:
        f.write('{"texts":' + json.dumps(texts, separators=(",", ":")) + ',\n"chats":' + json.dumps(CHATS, separators=(",", ":")) + ',\n"tokenizers":[\n')
        f.write(",\n".join(json.dumps(s, separators=(",", ":")) for s in out["tokenizers"]) + "]}\n")


main()
