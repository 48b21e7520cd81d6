#!/usr/bin/env python3
"""Writes blocks.gguf: one seeded tensor per stored type, and beside each, as F32, what the format's reference makes of it.

    make_blocks.py OUT_FOLDER

Needs numpy, gguf (python3-gguf) and llama-quantize, whose C code writes the K-quants. `<type>` is the stored tensor and
`<type>.f32` the reference's dequantised values.
"""

import pathlib
import subprocess
import sys
import tempfile

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type

ROWS, COLUMNS = 4, 512
PLAIN = [Type.F32, Type.F16, Type.BF16, Type.Q4_0, Type.Q4_1, Type.Q5_0, Type.Q5_1, Type.Q8_0]
K_QUANTS = [Type.Q4_K, Type.Q5_K, Type.Q6_K]


def values(seed):
    random = np.random.default_rng(seed)
    x = random.normal(size=(ROWS, COLUMNS)).astype(np.float32) * np.float32(0.05)
    x[1] *= 1000  # a row of another size
    x[2, :64] = 0  # blocks of nothing
    x[3] *= np.float32(1e-6)  # scales in the subnormal range of f16
    return x


def k_quantized(type_, x):
    """llama-quantize works on models, so the tensor travels as the output matrix of a small one."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = pathlib.Path(folder) / "in.gguf", pathlib.Path(folder) / "out.gguf"
        writer = gguf.GGUFWriter(source, "llama")
        writer.add_block_count(1)
        writer.add_context_length(8)
        writer.add_embedding_length(COLUMNS)
        writer.add_feed_forward_length(COLUMNS)
        writer.add_head_count(8)
        writer.add_layer_norm_rms_eps(1e-5)
        writer.add_tensor("token_embd.weight", x)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        subprocess.run(["llama-quantize", "--pure", "--token-embedding-type", type_.name.lower(), source, target, type_.name, "1"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        tensor = gguf.GGUFReader(target).tensors[0]
        assert tensor.tensor_type == type_, tensor.tensor_type
        return np.array(tensor.data)


def main():
    writer = gguf.GGUFWriter(pathlib.Path(sys.argv[1]) / "blocks.gguf", "test")
    for seed, type_ in enumerate(PLAIN + K_QUANTS):
        x = values(seed)
        if type_ in K_QUANTS:
            data = k_quantized(type_, x)
        else:
            data = gguf.quants.quantize(x, type_)
        reference = gguf.quants.dequantize(data.view(np.uint8) if type_ == Type.BF16 else data, type_)
        writer.add_tensor(type_.name, data, raw_dtype=type_)
        writer.add_tensor(type_.name + ".f32", np.ascontiguousarray(reference.reshape(ROWS, COLUMNS), dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main()
