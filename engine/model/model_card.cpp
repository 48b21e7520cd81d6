#include "model/model_card.h"

#include <algorithm>
#include <fstream>

#include "model/detail/weight_files.h"

namespace reasonscope {
namespace {

std::int64_t bytes_of(DType dtype) { return dtype == DType::F32 ? 4 : 2; }

std::optional<std::int64_t> number_in(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::int64_t value = 0;
    if (in >> value) return value;
    return std::nullopt;  // absent, or "max"
}

std::optional<std::int64_t> system_memory() {
    std::ifstream in("/proc/meminfo");
    for (std::string key, unit; in >> key;) {
        std::int64_t kibibytes = 0;
        in >> kibibytes;
        std::getline(in, unit);
        if (key == "MemAvailable:") return kibibytes * 1024;
    }
    return std::nullopt;
}

/// What the control group's limit leaves. Pages that only cache files are given back on demand and count as free.
std::optional<std::int64_t> group_memory() {
    std::ifstream in("/proc/self/cgroup");
    std::string line;
    if (!std::getline(in, line) || !line.starts_with("0::")) return std::nullopt;
    const auto folder = std::filesystem::path("/sys/fs/cgroup") / std::filesystem::path(line.substr(3)).relative_path();
    const auto limit = number_in(folder / "memory.max"), used = number_in(folder / "memory.current");
    if (!limit || !used) return std::nullopt;
    std::ifstream statistics(folder / "memory.stat");
    std::int64_t cached = 0, value = 0;
    for (std::string key; statistics >> key >> value;)
        if (key == "inactive_file" || key == "active_file") cached += value;
    return std::max<std::int64_t>(0, *limit - *used + cached);
}

}  // namespace

Result<ModelCard> read_model_card(const std::filesystem::path& path) {
    auto files = detail::WeightFiles::open(path);
    if (!files) return tl::unexpected(files.error());
    auto config = parse_model_config(files->config_json());
    if (!config) return bad_input("'{}': {}", path.string(), config.error().message);
    if (auto fits = files->check(*config); !fits) return tl::unexpected(fits.error());
    return files->card(*config);
}

MemoryNeed memory_need(const ModelCard& card, DType dtype, Device device, std::int64_t context) {
    const auto& config = card.config;
    MemoryNeed need;
    need.weights = (card.weights - card.exact_weights) * bytes_of(dtype) + card.exact_weights * bytes_of(DType::F32);
    need.cache = std::int64_t{config.layers} * config.kv_heads * (config.head_dim_qk() + config.head_dim_v()) * context *
                 bytes_of(device == Device::Cpu ? DType::F32 : dtype);
    return need;
}

std::optional<std::int64_t> available_memory() {
    const auto system = system_memory(), group = group_memory();
    if (!system || !group) return system ? system : group;
    return std::min(*system, *group);
}

}  // namespace reasonscope
