// random_model CONFIG.json OUT_FOLDER: a folder with this configuration and random bf16 weights, to measure loading and speed at a published
// model's size without its weights. Configurations lie beside this file.

#include <bit>
#include <cstdio>
#include <filesystem>
#include <random>

#include <fmt/core.h>

#include "base/file.h"
#include "model/detail/decoder.h"
#include "model/safetensors.h"

namespace reasonscope {
namespace {

/// Every tensor shows the same random numbers from its first on: speed does not depend on them.
Status write_random(const std::filesystem::path& config_file, const std::filesystem::path& folder) {
    const auto text = read_file(config_file);
    if (!text) return tl::unexpected(text.error());
    const auto config = parse_model_config(*text);
    if (!config) return tl::unexpected(config.error());
    const auto tensors = detail::expected_tensors(*config);
    const auto count = [](const std::vector<std::int64_t>& shape) {
        std::size_t n = 1;
        for (const auto size : shape) n *= static_cast<std::size_t>(size);
        return n;
    };
    std::size_t most = 0;
    for (const auto& [name, shape] : tensors) most = std::max(most, count(shape));
    std::vector<std::uint16_t> values(most);
    std::minstd_rand random(1);
    for (auto& value : values) {
        const float number = (static_cast<float>(random() % 2048) - 1023.5F) / 32768.0F;
        value = static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(number) >> 16);
    }
    std::vector<TensorView> views;
    for (const auto& [name, shape] : tensors)
        views.push_back({name, StoredType::BF16, shape, std::as_bytes(std::span(values)).first(2 * count(shape))});
    std::filesystem::create_directories(folder);
    if (auto done = write_file(folder / "config.json", *text); !done) return done;
    return write_safetensors(folder / "model.safetensors", views);
}

}  // namespace
}  // namespace reasonscope

int main(int argc, char** argv) {
    if (argc != 3) {
        fmt::print(stderr, "usage: random_model CONFIG.json OUT_FOLDER\n");
        return 2;
    }
    const auto done = reasonscope::write_random(argv[1], argv[2]);
    if (!done) fmt::print(stderr, "random_model: {}\n", done.error().message);
    return done ? 0 : 1;
}
