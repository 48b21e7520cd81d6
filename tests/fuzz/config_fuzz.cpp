// Any text is a config.json: it is refused with a sentence or gives sizes that can be counted.

#include "model/config.h"

#include "tests/fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace reasonscope;
    const auto config = parse_model_config({reinterpret_cast<const char*>(bytes), size});
    if (fuzz::accepted(config) && config->parameters() < config->active_parameters()) std::abort();
    return 0;
}
