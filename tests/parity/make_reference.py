#!/usr/bin/env python3
"""Writes what Hugging Face transformers computes, in the format that `reasonscope inspect` writes.

    make_reference.py random OUT_FOLDER [NAME..]  small random models of every family and their references
    make_reference.py adapters OUT_FOLDER    LoRA adapters of three of the random models there, and what the adapted models compute
    make_reference.py sweep OUT_FOLDER [--seed N] [--count M]  the same families in other shapes, M of each case
    make_reference.py model MODEL_FOLDER OUT.safetensors [--prompt TEXT | --ids 1,2,3] [--greedy N]

Needs torch, transformers (5.12) and safetensors. Everything is computed in f32 with eager attention on the CPU.
"""

import argparse
import json
import math
import pathlib
import random
import re

import torch
from safetensors.torch import save_file
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

BASE = dict(
    vocab_size=48, hidden_size=32, intermediate_size=40, moe_intermediate_size=12, num_hidden_layers=3,
    num_attention_heads=2, num_key_value_heads=2, kv_lora_rank=12, q_lora_rank=None, qk_nope_head_dim=8,
    qk_rope_head_dim=8, v_head_dim=8, n_routed_experts=8, num_experts_per_tok=2, n_shared_experts=1, n_group=1,
    topk_group=1, first_k_dense_replace=1, routed_scaling_factor=1.0, norm_topk_prob=True,
    max_position_embeddings=256, rms_norm_eps=1e-6, tie_word_embeddings=False, bos_token_id=None,
    eos_token_id=None, pad_token_id=None,
)

# Families without latent attention.
GROUPED = dict(
    vocab_size=48, hidden_size=32, intermediate_size=40, num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=2,
    max_position_embeddings=256, rms_norm_eps=1e-6, tie_word_embeddings=False, bos_token_id=None, eos_token_id=None, pad_token_id=None,
)
ROPE = dict(rope_type="default", rope_theta=10000.0)

# What each model is there to catch; `length` prompt ids, `old` publishes it the way 2024's folders look, `packed` keeps the experts
# of a layer in one tensor, as transformers has them in memory.
CASES = {
    "llama-scaled-biased": dict(
        seed=11, length=29, family="llama",
        config=dict(attention_bias=True, mlp_bias=True, head_dim=10,
                    rope_parameters=dict(rope_type="llama3", rope_theta=10000.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                                         original_max_position_embeddings=32))),
    "llama-tied-linear": dict(
        seed=12, length=7, family="llama",
        config=dict(tie_word_embeddings=True, num_key_value_heads=4, rope_parameters=dict(rope_type="linear", rope_theta=10000.0, factor=2.0))),
    "mistral-window": dict(seed=13, length=31, family="mistral", config=dict(sliding_window=9, head_dim=12)),
    "qwen2-some-windows": dict(
        seed=14, length=33, family="qwen2", config=dict(use_sliding_window=True, sliding_window=6, max_window_layers=2, tie_word_embeddings=True)),
    "qwen3": dict(seed=15, length=21, family="qwen3", config=dict(head_dim=12, num_attention_heads=6, num_key_value_heads=3)),
    "qwen3-moe-mixed": dict(
        seed=16, length=19, family="qwen3_moe",
        config=dict(num_hidden_layers=4, head_dim=8, decoder_sparse_step=2, mlp_only_layers=[3], num_experts=8, num_experts_per_tok=3,
                    moe_intermediate_size=12, norm_topk_prob=True)),
    "qwen3-moe-packed": dict(
        seed=17, length=13, family="qwen3_moe", packed=True,
        config=dict(num_hidden_layers=2, head_dim=8, num_experts=6, num_experts_per_tok=2, moe_intermediate_size=12, norm_topk_prob=False)),
    "olmoe-clipped": dict(
        seed=18, length=27, family="olmoe",
        config=dict(num_hidden_layers=2, num_experts=8, num_experts_per_tok=3, intermediate_size=12, clip_qkv=1.1, norm_topk_prob=False)),
    "mixtral": dict(
        seed=19, length=23, family="mixtral",
        config=dict(num_hidden_layers=2, num_local_experts=4, num_experts_per_tok=2, intermediate_size=16, sliding_window=11)),
    "gpt-oss": dict(  # loud: the experts reach their clamp
        seed=22, length=29, family="gpt_oss", loud=True,
        config=dict(num_hidden_layers=4, head_dim=8, num_local_experts=6, num_experts_per_tok=2, intermediate_size=20, sliding_window=7,
                    rope_parameters=dict(rope_type="yarn", rope_theta=150000.0, factor=8.0, beta_fast=32.0, beta_slow=1.0, truncate=False,
                                         original_max_position_embeddings=32))),
    "deepseek-v2-greedy": dict(
        seed=20, length=25, family="deepseek_v2", base="latent",
        config=dict(rope_parameters=dict(rope_type="yarn", rope_theta=10000.0, factor=4.0, beta_fast=32, beta_slow=1, mscale=0.707,
                                         mscale_all_dim=0.707, original_max_position_embeddings=64), topk_method="greedy")),
    "deepseek-v2-groups": dict(
        seed=21, length=11, family="deepseek_v2", base="latent",
        config=dict(q_lora_rank=14, n_group=4, topk_group=2, num_experts_per_tok=3, topk_method="group_limited_greedy", routed_scaling_factor=2.5)),
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


def routing(model, layer, logits):
    """scores, experts, weights of one layer's router, from its own logits, by the model's own code."""
    mlp = layer.mlp
    family = model.config.model_type
    if family == "deepseek_v3":
        return logits.sigmoid(), *mlp.route_tokens_to_experts(logits)
    if family == "deepseek_v2":
        return logits.softmax(-1), *mlp.route_tokens_to_experts(logits.view(1, *logits.shape))
    scores = logits.softmax(-1)
    weights, experts = torch.topk(scores, model.config.num_experts_per_tok, dim=-1)
    if family in ("mixtral", "gpt_oss") or model.config.norm_topk_prob:
        weights = weights / weights.sum(-1, keepdim=True)
    return scores, experts, weights


def reference(model, ids, greedy):
    """logits, attention.{layer}, router.{layer}.{scores,experts,weights} and greedy_ids of one prompt."""
    gates = {}
    handles = []
    for index, layer in enumerate(model.model.layers):
        gate = getattr(layer.mlp, "gate", None) or getattr(layer.mlp, "router", None)
        if gate is not None:
            def keep(module, args, output, index=index):
                hidden = args[0].reshape(-1, args[0].shape[-1]).float()
                gates[index] = torch.nn.functional.linear(hidden, module.weight.float(), getattr(module, "bias", None)).detach()
                if not isinstance(output, torch.Tensor):  # a router that already chose: what it chose must be what we say
                    chosen.setdefault(index, output)
            if model.config.model_type == "deepseek_v2":  # uses its router's weight without calling it
                handles.append(layer.mlp.register_forward_hook(
                    lambda module, args, output, index=index: keep(module.gate, args, torch.empty(0), index)))
            else:
                handles.append(gate.register_forward_hook(keep))
    chosen = {}
    prompt = torch.tensor([ids])
    with torch.no_grad():
        out = model(prompt, output_attentions=True, use_cache=False)
    for handle in handles:
        handle.remove()
    tensors = {"logits": out.logits[0]}
    for index, weights in enumerate(out.attentions):
        tensors[f"attention.{index}"] = weights[0]
    for index, logits in gates.items():
        scores, experts, weights = routing(model, model.model.layers[index], logits)
        if index in chosen and isinstance(chosen[index], tuple) and len(chosen[index]) == 3:
            theirs = chosen[index][2]
            assert (theirs.sort(-1).values == experts.sort(-1).values).all(), f"layer {index} routes in another way"
            assert torch.allclose(chosen[index][1].sort(-1).values.float(), weights.sort(-1).values, atol=1e-6)
        order = weights.argsort(dim=-1, descending=True, stable=True)
        tensors[f"router.{index}.scores"] = scores
        tensors[f"router.{index}.experts"] = experts.gather(1, order).to(torch.int32)
        tensors[f"router.{index}.weights"] = weights.gather(1, order)
    if greedy:
        model.generation_config.eos_token_id = None
        with torch.no_grad():
            tokens = model.generate(prompt, attention_mask=torch.ones_like(prompt), do_sample=False, max_new_tokens=greedy, pad_token_id=0)
        tensors["greedy_ids"] = tokens[0].to(torch.int32)
    return {name: tensor.contiguous() for name, tensor in tensors.items()}


def mend_deepseek_v2(model):
    """transformers 5.12's deepseek_v2 leaves out yarn's mscale^2 in the attention scale (mended in a later version) and forgets
    to remember how many experts it has, which group-limited routing needs."""
    rope = model.config.rope_parameters
    if model.config.model_type != "deepseek_v2":
        return
    for layer in model.model.layers:
        if hasattr(layer.mlp, "gate"):
            layer.mlp.num_experts = model.config.n_routed_experts
    if rope.get("rope_type") != "yarn" or not rope.get("mscale_all_dim"):
        return
    m = 0.1 * rope["mscale_all_dim"] * math.log(rope["factor"]) + 1.0 if rope["factor"] > 1 else 1.0
    for layer in model.model.layers:
        attention = layer.self_attn
        plain = attention.qk_head_dim ** -0.5
        if abs(attention.scaling - plain) < 1e-9:
            attention.scaling = plain * m * m


def randomise(model):
    """Weights large enough that attention and routing are far from uniform, norms and biases away from their defaults."""
    with torch.no_grad():
        for name, parameter in list(model.named_parameters()) + list(model.named_buffers()):
            if "inv_freq" in name:
                continue
            if name.endswith("norm.weight") or "layernorm" in name:
                parameter.copy_(1.0 + 0.2 * torch.randn_like(parameter))
            elif name.endswith("sinks"):
                parameter.copy_(torch.randn_like(parameter))
            elif parameter.dim() < 2:
                parameter.copy_(0.1 * torch.randn_like(parameter))
            elif "embed" in name:
                parameter.copy_(torch.randn_like(parameter))
            else:
                parameter.copy_(1.4 * torch.randn_like(parameter) / parameter.shape[-1] ** 0.5)


def varied(case, draw):
    """The case in another shape: sizes, head counts, experts, bases of the rotation, and another seed. Experts stay wide multiples of 4: torch's grouped products ask for it."""
    latent = case.get("family", "deepseek_v3").startswith("deepseek")
    settings = {**(BASE if latent else GROUPED), **case["config"]}
    config = dict(case["config"])
    kv_heads = draw.choice([1, 2, 3])
    heads = kv_heads if latent else kv_heads * draw.choice([1, 2, 4])
    config.update(vocab_size=draw.randrange(30, 300), num_attention_heads=heads, num_key_value_heads=kv_heads,
                  hidden_size=heads * draw.choice([8, 12, 16]), num_hidden_layers=draw.randrange(2, 6), rms_norm_eps=draw.choice([1e-6, 1e-5]),
                  intermediate_size=draw.randrange(8, 72, 4))
    if "head_dim" in config:
        config["head_dim"] = draw.choice([6, 8, 14, 20])
    if latent:
        config.update(kv_lora_rank=draw.randrange(6, 24, 2), qk_nope_head_dim=draw.randrange(4, 16, 2), qk_rope_head_dim=draw.choice([4, 6, 10]),
                      v_head_dim=draw.randrange(4, 16), moe_intermediate_size=draw.randrange(8, 32, 4), n_shared_experts=draw.choice([1, 2]),
                      q_lora_rank=draw.choice([None, draw.randrange(6, 24)]), first_k_dense_replace=draw.randrange(0, 3))
        config["n_routed_experts"] = settings["n_group"] * draw.choice([2, 3, 4])
    for key in ("num_experts", "num_local_experts"):
        if key in config:
            config[key] = draw.randrange(config["num_experts_per_tok"] + 1, 12)
    if "sliding_window" in config:
        config["sliding_window"] = draw.randrange(3, 20)
    if "mlp_only_layers" in config:
        config["mlp_only_layers"] = [config["num_hidden_layers"] - 1]
    if "rope_parameters" in config:
        config["rope_parameters"] = {**config["rope_parameters"], "rope_theta": draw.choice([1000.0, 10000.0, 500000.0])}
    return {**case, "config": config, "seed": draw.randrange(1 << 30), "length": draw.randrange(1, 60)}


def make_random(folder, cases):
    for name, case in cases.items():
        torch.manual_seed(case["seed"])
        family = case.get("family", "deepseek_v3")
        settings = {**(BASE if family.startswith("deepseek") else GROUPED), **case["config"]}
        settings.setdefault("rope_parameters", ROPE)
        config = AutoConfig.for_model(family, **settings)
        model = AutoModelForCausalLM.from_config(config)
        randomise(model)
        if case.get("loud"):
            for layer in model.model.layers:
                layer.mlp.experts.gate_up_proj.data.mul_(4)
        target = folder / name
        old = case.get("old", False)
        save = dict(save_original_format=False) if case.get("packed") else {}
        model.to(torch.bfloat16).save_pretrained(target, max_shard_size="20KB" if old else "5GB", **save)
        (target / "generation_config.json").write_text(json.dumps({"eos_token_id": [1, 2], "do_sample": False}) + "\n")
        model = AutoModelForCausalLM.from_pretrained(target, dtype=torch.float32, attn_implementation="eager")
        mend_deepseek_v2(model)
        ids = torch.randint(0, settings["vocab_size"], (case["length"],)).tolist()
        save_file(reference(model.eval(), ids, case.get("greedy", 24 if "family" in case else 12)), target / "reference.safetensors")
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


def quantise_fp8(model, block=128):
    """DeepSeek's storage: e4m3 with one f32 scale per 128 x 128 block, ragged at the edges. Puts what the stored numbers mean back into
    the model and returns the tensors to store."""
    stored = {}
    with torch.no_grad():
        for name, weight in model.state_dict().items():
            plain = weight.dim() != 2 or "embed" in name or "lm_head" in name or name.endswith("mlp.gate.weight")
            if plain:
                stored[name] = weight if name.endswith("bias") else weight.to(torch.bfloat16)
                weight.copy_(stored[name])
                continue
            rows, columns = weight.shape
            scales = torch.zeros(-(-rows // block), -(-columns // block))
            narrow = torch.zeros(rows, columns, dtype=torch.float8_e4m3fn)
            for i in range(scales.shape[0]):
                for j in range(scales.shape[1]):
                    part = (slice(i * block, (i + 1) * block), slice(j * block, (j + 1) * block))
                    scales[i, j] = weight[part].abs().max() / 448
                    narrow[part] = (weight[part] / scales[i, j]).to(torch.float8_e4m3fn)
                    weight[part] = narrow[part].float() * scales[i, j]
            stored[name] = narrow
            stored[name + "_scale_inv"] = scales
    return {name: tensor.contiguous() for name, tensor in stored.items()}


def make_fp8(folder):
    torch.manual_seed(31)
    settings = {**BASE, "hidden_size": 160, "intermediate_size": 136, "num_hidden_layers": 2, "n_routed_experts": 4, "kv_lora_rank": 512,
                "qk_rope_head_dim": 64, "rope_parameters": ROPE}
    config = AutoConfig.for_model("deepseek_v3", **settings)
    model = AutoModelForCausalLM.from_config(config, attn_implementation="eager").float()
    randomise(model)
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)  # per-expert names on disk
    from safetensors.torch import load_file
    plain = load_file(folder / "model.safetensors")
    shadow = type("Shadow", (), {"state_dict": lambda self: plain})()
    stored = quantise_fp8(shadow)
    save_file(plain, folder / "model.safetensors")
    meant = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    ids = torch.randint(0, settings["vocab_size"], (15,)).tolist()
    save_file(reference(meant, ids, 12), folder / "reference.safetensors")
    save_file(stored, folder / "model.safetensors", metadata={"format": "pt"})
    config = json.loads((folder / "config.json").read_text())
    config["quantization_config"] = {"quant_method": "fp8", "fmt": "e4m3", "weight_block_size": [128, 128], "activation_scheme": "dynamic"}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    print(folder.name, sum(f.stat().st_size for f in folder.iterdir()), "bytes")


def quantise_mxfp4(matrix):
    """gpt-oss's storage of [E, in, out]: e2m1 numbers, two per byte, along `in`, with one power of two per 32 of them."""
    values = matrix.transpose(1, 2).float().contiguous()  # [E, out, in]
    groups = values.view(*values.shape[:-1], -1, 32)
    exponent = (groups.abs().amax(-1).clamp_min(1e-30) / 6).log2().ceil().clamp(-127, 127)
    table = torch.tensor([0, .5, 1, 1.5, 2, 3, 4, 6, -0., -.5, -1, -1.5, -2, -3, -4, -6])
    index = (groups / exponent.exp2().unsqueeze(-1)).unsqueeze(-1).sub(table).abs().argmin(-1).to(torch.uint8)
    return index[..., ::2] | index[..., 1::2] << 4, (exponent + 127).to(torch.uint8)


def make_mxfp4(folder):
    """The experts as gpt-oss's own folders store them; what they mean is what transformers makes of them."""
    from transformers import Mxfp4Config
    torch.manual_seed(23)
    settings = {**GROUPED, "num_hidden_layers": 2, "head_dim": 8, "num_local_experts": 4, "num_experts_per_tok": 2, "intermediate_size": 32, "sliding_window": 5,
                "rope_parameters": ROPE}
    model = AutoModelForCausalLM.from_config(AutoConfig.for_model("gpt_oss", **settings))
    randomise(model)
    model.to(torch.bfloat16).save_pretrained(folder)
    from safetensors.torch import load_file
    stored = {}
    for name, tensor in load_file(folder / "model.safetensors").items():
        if name.endswith("_proj"):
            stored[name + "_blocks"], stored[name + "_scales"] = quantise_mxfp4(tensor)
        else:
            stored[name] = tensor
    save_file(stored, folder / "model.safetensors", metadata={"format": "pt"})
    config = json.loads((folder / "config.json").read_text())
    config["quantization_config"] = {"quant_method": "mxfp4", "modules_to_not_convert": ["model.layers.*.self_attn", "model.layers.*.mlp.router", "model.embed_tokens", "lm_head"]}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    meant = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager", quantization_config=Mxfp4Config(dequantize=True)).float().eval()
    ids = torch.randint(0, settings["vocab_size"], (18,)).tolist()
    save_file(reference(meant, ids, 24), folder / "reference.safetensors")
    print(folder.name, sum(f.stat().st_size for f in folder.iterdir()), "bytes")


# LoRA adapters as PEFT writes them. `adapt`: module -> rank; `merged`: the reference adds the change to the stored weights, which
# experts that transformers packs ask for; else it runs beside the untouched weights, as PEFT does.
ADAPTERS = {
    "lora-qwen3": dict(
        base="qwen3", seed=41, length=22,
        config=dict(r=4, lora_alpha=6, use_rslora=True, alpha_pattern={"self_attn.q_proj": 3, "layers.1.*_proj": 9, "v_proj": 2}),
        adapt={"model.embed_tokens": 3, "model.layers.0.self_attn.q_proj": 4, "model.layers.1.self_attn.q_proj": 4, "model.layers.1.self_attn.v_proj": 2,
               "model.layers.1.mlp.down_proj": 4, "model.layers.2.self_attn.o_proj": 4, "model.layers.2.self_attn.v_proj": 4, "model.layers.2.mlp.up_proj": 1,
               "lm_head": 5}),
    "lora-dora-biased": dict(
        base="llama-scaled-biased", seed=42, length=26, dora=True, whole=["model.norm.weight", "model.layers.1.self_attn.q_proj.bias"],
        config=dict(r=3, lora_alpha=3, use_dora=True, bias="lora_only"),
        adapt={"model.layers.0.self_attn.k_proj": 3, "model.layers.1.self_attn.q_proj": 3, "model.layers.1.mlp.gate_proj": 3, "model.layers.2.mlp.down_proj": 3}),
    "lora-mixtral-experts": dict(
        base="mixtral", seed=43, length=19, merged=True,
        config=dict(r=2, lora_alpha=4),
        adapt={"model.layers.0.self_attn.k_proj": 2, "model.layers.0.block_sparse_moe.gate": 2, "model.layers.0.block_sparse_moe.experts.1.w1": 2,
               "model.layers.1.block_sparse_moe.experts.0.w2": 2, "model.layers.1.block_sparse_moe.experts.3.w3": 2}),
}


def scale_of(config, module, rank):
    """PEFT's: the first alpha_pattern whose expression ends the module's name."""
    alpha = config["lora_alpha"]
    for pattern, value in config.get("alpha_pattern", {}).items():
        if re.match(rf"(.*\.)?({pattern})$", module):
            alpha = value
            break
    return alpha / (rank ** 0.5 if config.get("use_rslora") else rank)


def adapt_beside(model, module, a, b, magnitude, scale):
    """The adapted module computes what its paper says, with its own weight left as it is."""
    layer = model.get_submodule(module)
    if isinstance(layer, torch.nn.Embedding):
        layer.register_forward_hook(lambda module, args, output: output + scale * torch.nn.functional.embedding(args[0], a.t()) @ b.t())
        return

    def hook(module, args, output):
        x, bias = args[0], 0 if module.bias is None else module.bias
        if magnitude is None:
            return output + scale * (x @ a.t()) @ b.t()
        length = (module.weight + scale * b @ a).norm(dim=1)
        return magnitude / length * (output - bias + scale * (x @ a.t()) @ b.t()) + bias
    layer.register_forward_hook(hook)


def make_adapter(root, name, case):
    from safetensors.torch import load_file
    import tempfile
    torch.manual_seed(case["seed"])
    base, target, prefix = root / case["base"], root / name, "base_model.model."
    stored = load_file(base / "model.safetensors")
    tensors, changes = {}, []
    for module, rank in case["adapt"].items():
        rows, columns = stored[module + ".weight"].shape
        if "embed" in module:
            rows, columns = columns, rows
        a, b = (torch.randn(rank, columns) / columns ** 0.5).to(torch.bfloat16), (0.6 * torch.randn(rows, rank)).to(torch.bfloat16)
        ends = ("lora_embedding_A", "lora_embedding_B") if "embed" in module else ("lora_A.weight", "lora_B.weight")
        tensors[f"{prefix}{module}.{ends[0]}"], tensors[f"{prefix}{module}.{ends[1]}"] = a, b
        magnitude = None
        if case.get("dora"):
            magnitude = stored[module + ".weight"].float().norm(dim=1) * (1 + 0.3 * torch.rand(rows))
            tensors[f"{prefix}{module}.lora_magnitude_vector"] = magnitude
        changes.append((module, a.float(), b.float(), magnitude, scale_of(case["config"], module, rank)))
    whole = {key: stored[key].float() + 0.2 * torch.randn(stored[key].shape) for key in case.get("whole", [])}
    tensors.update({prefix + key: value for key, value in whole.items()})
    target.mkdir(parents=True, exist_ok=True)
    save_file({key: value.contiguous() for key, value in tensors.items()}, target / "adapter_model.safetensors", metadata={"format": "pt"})
    config = dict(peft_type="LORA", task_type="CAUSAL_LM", base_model_name_or_path="../" + case["base"], init_lora_weights=True, lora_dropout=0.05,
                  target_modules=sorted({module.split(".")[-1] for module in case["adapt"]}), **case["config"])
    (target / "adapter_config.json").write_text(json.dumps(config, indent=2) + "\n")
    if case.get("merged"):
        with tempfile.TemporaryDirectory() as folder:
            merged = {key: value.float() for key, value in stored.items()}
            for module, a, b, _, scale in changes:
                merged[module + ".weight"] += scale * b @ a
            save_file(merged, pathlib.Path(folder) / "model.safetensors", metadata={"format": "pt"})
            (pathlib.Path(folder) / "config.json").write_text((base / "config.json").read_text())
            model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    else:
        model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32, attn_implementation="eager").eval()
        for key, value in whole.items():
            model.get_parameter(key).data.copy_(value)
        for change in changes:
            adapt_beside(model, *change)
    ids = torch.randint(0, model.config.vocab_size, (case["length"],)).tolist()
    plain = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32, attn_implementation="eager").eval()
    with torch.no_grad():
        moved = (model(torch.tensor([ids])).logits - plain(torch.tensor([ids])).logits).abs().max().item()
        found = reference(model, ids, 24)
    save_file(found, target / "reference.safetensors")
    print(name, sum(f.stat().st_size for f in target.iterdir()), "bytes; logits move by up to", moved)


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
    small = commands.add_parser("random")
    small.add_argument("out", type=pathlib.Path)
    small.add_argument("names", nargs="*", help="only these (default: all)")
    adapters = commands.add_parser("adapters")
    adapters.add_argument("out", type=pathlib.Path)
    sweep = commands.add_parser("sweep")
    sweep.add_argument("out", type=pathlib.Path)
    sweep.add_argument("--seed", type=int, default=1)
    sweep.add_argument("--count", type=int, default=3)
    one = commands.add_parser("model")
    one.add_argument("folder")
    one.add_argument("out")
    one.add_argument("--prompt", default="x = 4. y = x + 7. What is y?")
    one.add_argument("--ids", type=lambda text: [int(part) for part in text.split(",")])
    one.add_argument("--greedy", type=int, default=48)
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.command == "random":
        make_random(options.out, {name: case for name, case in CASES.items() if not options.names or name in options.names})
        if not options.names or "fp8-ragged" in options.names:
            make_fp8(options.out / "fp8-ragged")
        if not options.names or "gpt-oss-mxfp4" in options.names:
            make_mxfp4(options.out / "gpt-oss-mxfp4")
    elif options.command == "adapters":
        for name, case in ADAPTERS.items():
            make_adapter(options.out, name, case)
    elif options.command == "sweep":
        draw = random.Random(options.seed)
        make_random(options.out, {f"{name}-{number}": varied(case, draw) for name, case in CASES.items() for number in range(options.count)})
    else:
        make_for_model(options.folder, options.out, options.prompt, options.ids, options.greedy)


if __name__ == "__main__":
    main()
