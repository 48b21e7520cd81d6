// Any bytes are a safetensors file: they are refused with a sentence or every tensor lies inside the file.

#include "model/safetensors.h"

#include "tests/fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace reasonscope;
    const fuzz::MemoryFile input(bytes, size);
    const auto file = SafetensorsFile::open(input.path());
    if (!fuzz::accepted(file)) return 0;
    std::size_t sum = 0, total = 0;
    for (const auto& tensor : file->tensors()) {
        for (const auto byte : tensor.bytes) sum += static_cast<std::size_t>(byte);  // out of the map, the sanitizer stops here
        total += tensor.bytes.size();
        if (file->find(tensor.name) == nullptr) std::abort();
    }
    if (total > size || sum > 255 * size) std::abort();
    return 0;
}
