// Any text is a tokenizer.json: it is refused with a sentence, or gives a tokenizer whose tokens tile the text they were made from and can be
// decoded. The text is the end of the input, after its last 0 byte, so that the fuzzer varies both.

#include "text/tokenizer.h"

#include <string_view>

#include "tests/fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace reasonscope;
    const std::string_view input(reinterpret_cast<const char*>(bytes), size);
    const auto cut = input.rfind('\0');
    const auto tokenizer = Tokenizer::parse(input.substr(0, cut));
    if (!fuzz::accepted(tokenizer)) return 0;
    const auto sample = cut == std::string_view::npos ? std::string_view("So 6 * 7 = 42.\n\tIsn't it?  \xE6\x97\xA5\xE6\x9C\xAC \xCC\x81\xFF<think>")
                                                      : input.substr(cut + 1, 512);
    std::vector<std::int32_t> ids;
    for (const auto& token : tokenizer->encode(sample)) {
        if (token.bytes.begin > token.bytes.end || token.bytes.end > sample.size()) std::abort();
        ids.push_back(token.id);
    }
    (void)tokenizer->decode(ids);
    return 0;
}
