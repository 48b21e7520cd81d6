// Any bytes are a GGUF file: they are refused with a sentence, or everything a loader would ask for can be read.

#include "model/gguf_model.h"

#include <vector>

#include "model/config.h"
#include "model/dequantize.h"
#include "model/gguf_tokenizer.h"
#include "tests/fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace reasonscope;
    const fuzz::MemoryFile input(bytes, size);
    const auto file = GgufFile::open(input.path());
    if (!fuzz::accepted(file)) return 0;
    std::vector<float> values;
    for (const auto& tensor : file->tensors()) {
        values.assign(tensor.bytes.size() / bytes_per_block(tensor.type) * values_per_block(tensor.type), 0);
        if (dequantize(tensor.type, tensor.bytes, values).has_value() != can_dequantize(tensor.type)) std::abort();
    }
    (void)fuzz::accepted(gguf_tokenizer_json(*file));
    (void)fuzz::accepted(gguf_tokenizer_config_json(*file));
    if (const auto description = describe_gguf(*file); fuzz::accepted(description)) (void)fuzz::accepted(parse_model_config(description->config_json));
    const auto model = GgufModel::open(input.path());
    if (!fuzz::accepted(model)) return 0;
    for (const auto& [name, weight] : model->weights()) {
        values.assign(weight.values(), 0);
        if (!fuzz::accepted(GgufModel::read(weight, values))) std::abort();
    }
    return 0;
}
