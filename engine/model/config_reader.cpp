#include "model/config_reader.h"

#include <cmath>

#include <fmt/format.h>

namespace reasonscope {
namespace {

constexpr std::int64_t kMaxSize = 1 << 24;  // no published model has a dimension near this

std::string unusable(std::initializer_list<const char*> keys, const nlohmann::json& value) {
    return fmt::format("has an unusable '{}': {}", *keys.begin(), value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace

const nlohmann::json* ConfigReader::find(std::initializer_list<const char*> keys) const {
    for (const auto* key : keys)
        if (const auto it = object_->find(key); it != object_->end() && !it->is_null()) return &*it;
    return nullptr;
}

int ConfigReader::size(std::initializer_list<const char*> keys, std::optional<int> fallback, std::int64_t smallest) {
    const auto* value = find(keys);
    if (!value && fallback) return *fallback;
    if (!value) return complain(fmt::format("lacks '{}'", *keys.begin())), 0;
    // Some exporters write whole numbers as 4096.0.
    const double number = value->is_number() ? value->get<double>() : std::nan("");
    if (!(number >= static_cast<double>(smallest)) || number > static_cast<double>(kMaxSize) || number != std::floor(number))
        return complain(unusable(keys, *value)), 0;
    return static_cast<int>(number);
}

double ConfigReader::number(std::initializer_list<const char*> keys, double fallback) {
    const auto* value = find(keys);
    if (!value) return fallback;
    if (!value->is_number()) return complain(unusable(keys, *value)), fallback;
    return value->get<double>();
}

bool ConfigReader::flag(std::initializer_list<const char*> keys, bool fallback) {
    const auto* value = find(keys);
    if (!value) return fallback;
    if (!value->is_boolean()) return complain(unusable(keys, *value)), fallback;
    return value->get<bool>();
}

std::string ConfigReader::text(std::initializer_list<const char*> keys, std::string fallback) {
    const auto* value = find(keys);
    if (!value) return fallback;
    if (!value->is_string()) return complain(unusable(keys, *value)), fallback;
    return value->get<std::string>();
}

}  // namespace reasonscope
