#!/usr/bin/env python3
"""Writes what Hugging Face transformers computes, in the format that `reasonscope inspect` writes.

    make_reference.py random OUT_FOLDER           small random DeepSeek-V3 models and their references
    make_reference.py model MODEL_FOLDER OUT.safetensors [--prompt TEXT | --ids 1,2,3] [--greedy N]

Needs torch, transformers (5.12) and safetensors. Everything is computed in f32 with eager attention on the CPU.
"""

import argparse
import json
import pathlib

import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, AutoTokenizer, DeepseekV3Config, DeepseekV3ForCausalLM

BASE = dict(
    vocab_size=48, hidden_size=32, intermediate_size=40, moe_intermediate_size=12, num_hidden_layers=3,
    num_attention_heads=2, num_key_value_heads=2, kv_lora_rank=12, q_lora_rank=None, qk_nope_head_dim=8,
    qk_rope_head_dim=8, v_head_dim=8, n_routed_experts=8, num_experts_per_tok=2, n_shared_experts=1, n_group=1,
    topk_group=1, first_k_dense_replace=1, routed_scaling_factor=1.0, norm_topk_prob=True,
    max_position_embeddings=256, rms_norm_eps=1e-6, tie_word_embeddings=False, bos_token_id=None,
    eos_token_id=None, pad_token_id=None,
)

# What each model is there to catch; `length` prompt ids, `old` publishes it the way 2024's folders look.
CASES = {
    "plain": dict(seed=1, length=17, config={}),
    "groups-yarn-tied": dict(
        seed=2, length=23,
        config=dict(
            q_lora_rank=14, n_group=4, topk_group=2, num_experts_per_tok=3, norm_topk_prob=False,
            routed_scaling_factor=2.5, tie_word_embeddings=True, num_attention_heads=3, num_key_value_heads=3,
            rope_parameters=dict(rope_type="yarn", rope_theta=10000.0, factor=4.0, beta_fast=32, beta_slow=1,
                                 mscale=1.0, mscale_all_dim=1.0, original_max_position_embeddings=64))),
    "bias-halves-shared": dict(
        seed=3, length=9,
        config=dict(
            q_lora_rank=10, attention_bias=True, rope_interleave=False, first_k_dense_replace=0, n_shared_experts=2,
            v_head_dim=6, qk_nope_head_dim=10, qk_rope_head_dim=6, num_hidden_layers=2, rms_norm_eps=1e-5,
            rope_parameters=dict(rope_type="yarn", rope_theta=5000.0, factor=8.0, beta_fast=16, beta_slow=2,
                                 mscale=0.707, mscale_all_dim=0.3, original_max_position_embeddings=32))),
    "old-keys-sharded": dict(
        seed=4, length=31, old=True,
        config=dict(
            n_group=2, topk_group=1, num_hidden_layers=2, q_lora_rank=9,
            rope_parameters=dict(rope_type="yarn", rope_theta=10000.0, factor=2.0, beta_fast=32, beta_slow=1,
                                 original_max_position_embeddings=128))),
}


def reference(model, ids, greedy):
    """logits, attention.{layer}, router.{layer}.{scores,experts,weights} and greedy_ids of one prompt."""
    gates = {}
    handles = []
    for index, layer in enumerate(model.model.layers):
        if hasattr(layer.mlp, "gate"):
            keep = lambda module, args, output, index=index: gates.__setitem__(index, output.detach())
            handles.append(layer.mlp.gate.register_forward_hook(keep))
    prompt = torch.tensor([ids])
    with torch.no_grad():
        out = model(prompt, output_attentions=True, use_cache=False)
    for handle in handles:
        handle.remove()
    tensors = {"logits": out.logits[0]}
    for index, weights in enumerate(out.attentions):
        tensors[f"attention.{index}"] = weights[0]
    for index, logits in gates.items():
        experts, weights = model.model.layers[index].mlp.route_tokens_to_experts(logits)
        order = weights.argsort(dim=-1, descending=True, stable=True)
        tensors[f"router.{index}.scores"] = logits.sigmoid()
        tensors[f"router.{index}.experts"] = experts.gather(1, order).to(torch.int32)
        tensors[f"router.{index}.weights"] = weights.gather(1, order)
    if greedy:
        model.generation_config.eos_token_id = None
        with torch.no_grad():
            tokens = model.generate(prompt, do_sample=False, max_new_tokens=greedy, pad_token_id=0)
        tensors["greedy_ids"] = tokens[0].to(torch.int32)
    return {name: tensor.contiguous() for name, tensor in tensors.items()}


def randomise(model):
    """Weights large enough that attention and routing are far from uniform, norms and biases away from their defaults."""
    with torch.no_grad():
        for name, parameter in list(model.named_parameters()) + list(model.named_buffers()):
            if "inv_freq" in name:
                continue
            if name.endswith("norm.weight") or "layernorm" in name:
                parameter.copy_(1.0 + 0.2 * torch.randn_like(parameter))
            elif parameter.dim() < 2:
                parameter.copy_(0.1 * torch.randn_like(parameter))
            elif "embed" in name:
                parameter.copy_(torch.randn_like(parameter))
            else:
                parameter.copy_(1.4 * torch.randn_like(parameter) / parameter.shape[-1] ** 0.5)


def make_random(folder):
    for name, case in CASES.items():
        torch.manual_seed(case["seed"])
        settings = {**BASE, **case["config"]}
        settings.setdefault("rope_parameters", dict(rope_type="default", rope_theta=10000.0))
        model = DeepseekV3ForCausalLM(DeepseekV3Config(**settings))
        randomise(model)
        target = folder / name
        old = case.get("old", False)
        model.to(torch.bfloat16).save_pretrained(target, max_shard_size="20KB" if old else "5GB")
        (target / "generation_config.json").write_text(json.dumps({"eos_token_id": [1, 2], "do_sample": False}) + "\n")
        model = AutoModelForCausalLM.from_pretrained(target, dtype=torch.float32, attn_implementation="eager")
        ids = torch.randint(0, settings["vocab_size"], (case["length"],)).tolist()
        save_file(reference(model.eval(), ids, 12), target / "reference.safetensors")
        if old:
            config = json.loads((target / "config.json").read_text())
            rope = config.pop("rope_parameters")
            config["rope_theta"] = rope.pop("rope_theta")
            rope["type"] = rope.pop("rope_type")
            config["rope_scaling"] = rope
            config["torch_dtype"] = config.pop("dtype")
            config["num_local_experts"] = config.pop("n_routed_experts")
            (target / "config.json").write_text(json.dumps(config, indent=2) + "\n")
        print(name, sum(f.stat().st_size for f in target.iterdir()), "bytes")


def make_for_model(folder, out, prompt, ids, greedy):
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    if ids is None:
        tokenizer = AutoTokenizer.from_pretrained(folder)
        text = tokenizer.apply_chat_template([{"role": "user", "content": prompt}], tokenize=False, add_generation_prompt=True)
        ids = tokenizer(text, add_special_tokens=False)["input_ids"]
    save_file(reference(model, ids, greedy), out)
    print(out, pathlib.Path(out).stat().st_size, "bytes for", len(ids), "ids")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    random = commands.add_parser("random")
    random.add_argument("out", type=pathlib.Path)
    one = commands.add_parser("model")
    one.add_argument("folder")
    one.add_argument("out")
    one.add_argument("--prompt", default="x = 4. y = x + 7. What is y?")
    one.add_argument("--ids", type=lambda text: [int(part) for part in text.split(",")])
    one.add_argument("--greedy", type=int, default=48)
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.command == "random":
        make_random(options.out)
    else:
        make_for_model(options.folder, options.out, options.prompt, options.ids, options.greedy)


if __name__ == "__main__":
    main()
