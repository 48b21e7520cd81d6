#!/usr/bin/env python3
"""Writes quantised/NAME-TYPE.gguf, small random models as llama.cpp's converter and llama-quantize make them, and beside each, as
NAME-TYPE.safetensors, what Hugging Face transformers computes in f32 from the very same weights, dequantised by gguf-py.

    make_quantised.py OUT_FOLDER [NAME-TYPE..]

Needs what make_models.py and tests/parity/make_reference.py need, and llama-quantize. K-quants need rows of 256 weights, so the models
that are stored in them are wide and shallow; rows of another width fall back to other types, as they do in published files.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

import gguf
import numpy as np
import torch
import transformers
from safetensors.numpy import load_file, save_file
from safetensors.torch import save_file as save_tensors

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent.parent / "parity"))
import make_models
import make_reference

SMALL = dict(hidden_size=32, intermediate_size=32, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, head_dim=8)
WIDE = dict(hidden_size=256, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2, num_key_value_heads=1, head_dim=16)
MOE = dict(num_experts=4, num_experts_per_tok=2, moe_intermediate_size=32, norm_topk_prob=True)
PLAIN = ["BF16", "Q8_0", "Q4_0"]  # types whose blocks fit into SMALL
YARN = dict(rope_type="yarn", rope_theta=10000.0, factor=4.0, original_max_position_embeddings=64)

# (config class, its arguments, the types it is stored in)
CASES = {
    "llama": ("LlamaConfig", SMALL, PLAIN + ["F32", "Q4_1", "Q5_0", "Q5_1"]),
    "qwen3": ("Qwen3Config", SMALL, PLAIN + ["F16"]),
    "qwen3moe": ("Qwen3MoeConfig", {**SMALL, **MOE}, PLAIN),
    "llama-wide": ("LlamaConfig", {**WIDE, "intermediate_size": 256, "tie_word_embeddings": True}, ["Q4_K_M", "Q5_K_M", "Q6_K"]),
    "qwen3-wide": ("Qwen3Config", {**WIDE, "num_attention_heads": 4, "head_dim": 64, "tie_word_embeddings": True, "rope_parameters": YARN}, ["Q4_K_M"]),
    "qwen3moe-wide": ("Qwen3MoeConfig", {**WIDE, **MOE}, ["Q4_K_M", "Q5_K_M"]),
}
COMMON = dict(vocab_size=64, max_position_embeddings=256, rms_norm_eps=1e-6, tie_word_embeddings=False, bos_token_id=1, eos_token_id=2)


def write_tokenizer(folder, vocab):
    """As many tokens as the model has; no text is encoded here."""
    out = make_models.tokenizers.Tokenizer(make_models.models.BPE({f"<{i}>": i for i in range(vocab)}, []))
    out.pre_tokenizer = make_models.pre_tokenizers.ByteLevel()
    out.decoder = make_models.decoders.ByteLevel()
    out.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps(dict(tokenizer_class="PreTrainedTokenizerFast", bos_token="<1>", eos_token="<2>")))


def dequantised(path, wanted, config):
    """The file's tensors in f32 under the Hugging Face names `wanted`, in Hugging Face's row order."""
    reader = gguf.GGUFReader(path)
    stored = {tensor.name: gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype(np.float32).reshape([*reversed(tensor.shape.tolist())])
              for tensor in reader.tensors}
    architecture = reader.get_field("general.architecture").contents()
    key = next(k for k, name in gguf.MODEL_ARCH_NAMES.items() if name == architecture)
    names = gguf.get_tensor_name_map(key, config.num_hidden_layers)
    out = {}
    for name in wanted:
        expert = re.match(r"(.*)\.(mlp|block_sparse_moe)\.experts\.(\d+)\.(\w+)\.weight", name)
        if expert:
            matrix = dict(w1="gate_proj", w2="down_proj", w3="up_proj").get(expert[4], expert[4])
            out[name] = stored[names.get_name(f"{expert[1]}.mlp.experts.{matrix}") + ".weight"][int(expert[3])]
        elif name.endswith("kv_b_proj.weight"):
            block = "blk." + name.split(".")[2]
            keys, values = stored[block + ".attn_k_b.weight"], stored[block + ".attn_v_b.weight"]
            out[name] = np.concatenate([keys.swapaxes(1, 2), values], 1).reshape(-1, keys.shape[1])
        elif name.endswith("e_score_correction_bias"):
            out[name] = stored[f"blk.{name.split('.')[2]}.exp_probs_b.bias"]
        else:
            out[name] = stored[names.get_name(name, (".weight", ".bias"))]
        heads = {"q_proj": config.num_attention_heads, "k_proj": config.num_key_value_heads}.get(name.split(".")[-2])
        if architecture == "llama" and heads:  # the converter interleaves the halves of each head
            x = out[name]
            out[name] = x.reshape(heads, x.shape[0] // heads // 2, 2, *x.shape[1:]).swapaxes(1, 2).reshape(x.shape)
    return {name: np.ascontiguousarray(x) for name, x in out.items()}


def make(out, case, config_class, arguments, types, seed):
    torch.manual_seed(seed)
    config = getattr(transformers, config_class)(**{**COMMON, **arguments})
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        model = transformers.AutoModelForCausalLM.from_config(config)
        make_reference.randomise(model)
        model.save_pretrained(folder)
        write_tokenizer(folder, config.vocab_size)
        make_models.convert(folder, folder / "f32.gguf", case, "gpt-2", "f32")
        wanted = load_file(folder / "model.safetensors").keys()
        ids = torch.randint(0, config.vocab_size, (15,)).tolist()
        for type_ in types:
            target = out / f"{case}-{type_}.gguf"
            subprocess.run(["llama-quantize", folder / "f32.gguf", target, type_, "1"], check=True, capture_output=True)
            save_file(dequantised(target, wanted, config), folder / "model.safetensors", metadata={"format": "pt"})
            meant = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
            make_reference.mend_deepseek_v2(meant)
            save_tensors(make_reference.reference(meant, ids, 12), target.with_suffix(".safetensors"))
            used = sorted({tensor.tensor_type.name for tensor in gguf.GGUFReader(target).tensors})
            print(target.name, target.stat().st_size, "bytes:", *used)


def make_gpt_oss(out):
    """MXFP4 is not made by llama-quantize: the converter takes over the blocks of the folder."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        make_reference.make_mxfp4(folder)
        write_tokenizer(folder, json.loads((folder / "config.json").read_text())["vocab_size"])
        target = out / "gpt-oss-MXFP4.gguf"
        (folder / "reference.safetensors").rename(folder / "reference")
        make_models.convert(folder, target, "gpt-oss", "gpt-2", "bf16")
        target.with_suffix(".safetensors").write_bytes((folder / "reference").read_bytes())
        print(target.name, target.stat().st_size, "bytes:", *sorted({tensor.tensor_type.name for tensor in gguf.GGUFReader(target).tensors}))


def main():
    out, only = pathlib.Path(sys.argv[1]) / "quantised", sys.argv[2:]  # the converter takes sys.argv over
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    for seed, (case, (config_class, arguments, types)) in enumerate(CASES.items()):
        chosen = [type_ for type_ in types if not only or f"{case}-{type_}" in only]
        if chosen:
            make(out, case, config_class, arguments, chosen, seed)
    if not only or "gpt-oss-MXFP4" in only:
        make_gpt_oss(out)


if __name__ == "__main__":
    main()
