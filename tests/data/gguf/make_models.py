#!/usr/bin/env python3
"""Writes tiny models of every family as llama.cpp's own converter makes them, NAME.gguf, and what the Hugging Face folder said beside it,
NAME.json: config, tensors (name: shape) and tokenizer (tokenizer.json).

    make_models.py OUT_FOLDER

Needs torch, transformers (5.12), tokenizers, sentencepiece and llama.cpp's converter. Weights follow a formula over their Hugging Face name
that the test knows too, so that no reference weights are stored; every value is exact in f16.
"""

import json
import pathlib
import runpy
import sys
import tempfile
import zlib

import numpy as np
import sentencepiece
import tokenizers
import torch
import transformers
from safetensors.numpy import load_file, save_file
from tokenizers import AddedToken, Regex, decoders, models, normalizers, pre_tokenizers, processors, trainers

CONVERTER = "/usr/share/doc/llama.cpp-tools/scripts/convert_hf_to_gguf.py"
MODULES = "/usr/share/llama.cpp/llama.cpp-tools"
TEXT = ["Let x = 12 and y = x + 30. So y = 42, isn't it? The answer is 42.\n\nWait, that's the sum of 12 and 30.",
        "Die Wörter für Käse und Brot; 日本語のテキスト, \t tabs and   spaces.\n"] * 3

QWEN2 = r"""(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"""
LLAMA3 = QWEN2.replace(r"\p{N}| ?", r"\p{N}{1,3}| ?")
DEEPSEEK3 = [r"\p{N}{1,3}", "[一-龥぀-ゟ゠-ヿ]+",
             r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"""]

# name: (config class, its arguments, tokenizer, tokenizer.ggml.pre)
SMALL = dict(hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
             max_position_embeddings=512, rms_norm_eps=1e-6, tie_word_embeddings=False)
MOE = dict(num_experts=3, num_experts_per_tok=2)
MLA = dict(num_key_value_heads=4, kv_lora_rank=12, qk_nope_head_dim=6, qk_rope_head_dim=4, v_head_dim=8, n_routed_experts=4,
           num_experts_per_tok=2, n_shared_experts=2, moe_intermediate_size=20, first_k_dense_replace=1, routed_scaling_factor=2.5)
CASES = {
    "llama": ("LlamaConfig", dict(head_dim=8, rms_norm_eps=1e-5), "sentencepiece", None),
    "llama3": ("LlamaConfig", dict(head_dim=32, num_attention_heads=2, num_key_value_heads=1, num_hidden_layers=1, tie_word_embeddings=True,
                                   attention_bias=True,
                                   rope_parameters=dict(rope_type="llama3", rope_theta=500000.0, factor=8.0, low_freq_factor=1.0,
                                                        high_freq_factor=4.0, original_max_position_embeddings=8192)), "llama3", "llama-bpe"),
    "mixtral": ("MixtralConfig", dict(num_local_experts=3, num_experts_per_tok=2, head_dim=4), "sentencepiece", None),
    "qwen2": ("Qwen2Config", dict(tie_word_embeddings=True, rope_parameters=dict(rope_type="yarn", rope_theta=1000000.0, factor=4.0,
                                                                                 original_max_position_embeddings=128)), "qwen2", "qwen2"),
    "qwen3": ("Qwen3Config", dict(head_dim=8, rope_parameters=dict(rope_type="default", rope_theta=1000000.0)), "qwen2", "qwen2"),
    "qwen3moe": ("Qwen3MoeConfig", dict(head_dim=8, moe_intermediate_size=20, norm_topk_prob=True, num_hidden_layers=1, **MOE), "qwen2", "qwen2"),
    "olmoe": ("OlmoeConfig", dict(num_key_value_heads=4, rms_norm_eps=1e-5, norm_topk_prob=False, num_hidden_layers=1, **MOE), "gpt2", "olmo"),
    "gptoss": ("GptOssConfig", dict(head_dim=8, num_local_experts=3, num_experts_per_tok=2, sliding_window=6, rms_norm_eps=1e-5,
                                    rope_parameters=dict(rope_type="yarn", rope_theta=150000.0, factor=4.0, beta_fast=32.0, beta_slow=1.0, truncate=False,
                                                          original_max_position_embeddings=128)), "qwen2", "qwen2"),
    "deepseek2": ("DeepseekV2Config", dict(q_lora_rank=None, scoring_func="softmax", topk_method="greedy", n_group=1, topk_group=1,
                                           norm_topk_prob=False, **MLA), "deepseek3", "deepseek-v3"),
    "deepseek3": ("DeepseekV3Config", dict(q_lora_rank=10, scoring_func="sigmoid", topk_method="noaux_tc", n_group=2, topk_group=1,
                                           norm_topk_prob=True,
                                           rope_parameters=dict(rope_type="yarn", rope_theta=10000.0, factor=4.0, beta_fast=32.0, beta_slow=1.0,
                                                                mscale=0.707, mscale_all_dim=0.707, original_max_position_embeddings=128), **MLA),
                  "deepseek3", "deepseek-v3"),
}


def formula(name, shape):
    start = zlib.crc32(name.encode())
    return (((start + 37 * np.arange(np.prod(shape), dtype=np.int64)) % 251 - 125) / 64).astype(np.float32).reshape(shape)


def byte_level_tokenizer(kind):
    split = lambda regex: pre_tokenizers.Split(Regex(regex), "isolated")
    bytes_only = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    steps = {"qwen2": [split(QWEN2), bytes_only], "llama3": [split(LLAMA3), bytes_only], "deepseek3": [*map(split, DEEPSEEK3), bytes_only]}
    out = tokenizers.Tokenizer(models.BPE(ignore_merges=kind == "llama3"))
    if kind == "gpt2":
        out.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    else:
        out.pre_tokenizer = pre_tokenizers.Sequence(steps[kind])
    if kind in ("qwen2", "gpt2"):
        out.normalizer = normalizers.NFC()
    out.decoder = decoders.ByteLevel()
    out.post_processor = processors.ByteLevel(trim_offsets=False)
    out.train_from_iterator(TEXT, trainers.BpeTrainer(vocab_size=320, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    out.add_special_tokens([AddedToken("<|begin|>", special=True), AddedToken("<|end|>", special=True)])
    out.add_tokens([AddedToken("<think>", normalized=False), AddedToken("</think>", normalized=False)])
    return out


def write_tokenizer(folder, kind):
    """Returns the vocabulary's size."""
    if kind == "sentencepiece":
        (folder / "text").write_text("\n".join(" ".join(TEXT).split("\n")))
        sentencepiece.SentencePieceTrainer.train(
            input=str(folder / "text"), model_prefix=str(folder / "tokenizer"), model_type="bpe", vocab_size=340, byte_fallback=True,
            add_dummy_prefix=True, remove_extra_whitespaces=False, normalization_rule_name="identity", num_threads=1, minloglevel=2,
            user_defined_symbols=["<think>"], character_coverage=0.99)
        model = sentencepiece.SentencePieceProcessor(model_file=str(folder / "tokenizer.model"))
        hugging_face_sentencepiece(model).save(str(folder / "tokenizer.json"))
        added = {i: dict(content=t, special=t != "<think>") for i, t in enumerate(["<unk>", "<s>", "</s>", "<think>"])}
        names = dict(bos_token="<s>", eos_token="</s>", unk_token="<unk>", add_bos_token=True, added_tokens_decoder=added)
        size = model.get_piece_size()
    else:
        tokenizer = byte_level_tokenizer(kind)
        tokenizer.save(str(folder / "tokenizer.json"))
        names = dict(bos_token="<|begin|>", eos_token="<|end|>")
        size = tokenizer.get_vocab_size()
    (folder / "tokenizer_config.json").write_text(json.dumps(
        dict(tokenizer_class="PreTrainedTokenizerFast", chat_template="{{ bos_token }}{% for m in messages %}{{ m.content }}{% endfor %}", **names)))
    return size


def hugging_face_sentencepiece(model):
    """The tokenizer.json of a Llama-2 folder: transformers' merges from the pieces' scores, Llama's normalizer and decoder."""
    from transformers.tokenization_utils_base import generate_merges
    pieces = [model.id_to_piece(i) for i in range(model.get_piece_size())]
    vocab = {piece: i for i, piece in enumerate(pieces)}
    scores = {piece: model.get_score(i) for piece, i in vocab.items()}
    skip = {p for i, p in enumerate(pieces) if model.is_control(i) or model.is_unknown(i) or model.is_byte(i) or p == "<think>"}
    out = tokenizers.Tokenizer(models.BPE(vocab, generate_merges(vocab, scores, skip), unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    out.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    out.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    out.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in ("<unk>", "<s>", "</s>")])
    out.add_tokens([AddedToken("<think>", normalized=False)])
    return out


def convert(folder, target, name, pre, outtype="f16"):
    """Runs llama.cpp's converter on a Hugging Face folder."""
    # Tokenizers are read as they are, without the tokens that a published family adds, and their splitting is named here.
    transformers.AutoTokenizer.from_pretrained = lambda path, **_: transformers.PreTrainedTokenizerFast(
        tokenizer_file=str(pathlib.Path(path) / "tokenizer.json"))
    sys.path.insert(1, MODULES)
    from conversion import base
    base.TextModel.get_vocab_base_pre = lambda self, tokenizer: pre  # it knows published tokenizers only
    sys.argv = [CONVERTER, "--outtype", outtype, "--model-name", name, "--outfile", str(target), str(folder)]
    runpy.run_path(CONVERTER, run_name="__main__")


def write_model(name, out):
    config_class, arguments, kind, pre = CASES[name]
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        vocab = write_tokenizer(folder, kind)
        config = getattr(transformers, config_class)(**{**SMALL, **arguments, "vocab_size": vocab, "bos_token_id": 1, "eos_token_id": 2})
        model = transformers.AutoModelForCausalLM.from_config(config, dtype=torch.float16)
        model.save_pretrained(folder)
        weights = load_file(folder / "model.safetensors")
        save_file({key: formula(key, value.shape).astype(np.float16) for key, value in weights.items()}, folder / "model.safetensors",
                  metadata={"format": "pt"})
        convert(folder, out / f"{name}.gguf", name, pre)
        said = dict(config=json.loads((folder / "config.json").read_text()), tensors={key: value.shape for key, value in weights.items()},
                    tokenizer=json.loads((folder / "tokenizer.json").read_text()))
        (out / f"{name}.json").write_text("{\n" + ",\n".join(f'"{key}": {json.dumps(value, ensure_ascii=False)}' for key, value in said.items()) + "\n}\n")


def main():
    out = pathlib.Path(sys.argv[1])
    names = sys.argv[2:] or CASES
    for name in names:
        write_model(name, out)


if __name__ == "__main__":
    main()
