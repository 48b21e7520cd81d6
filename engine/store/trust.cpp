#include "store/trust.h"

#include <nlohmann/json.hpp>

namespace reasonscope {
namespace {

using Json = nlohmann::ordered_json;

std::optional<Trust::Share> read_share(const Json& json, const char* name) {
    if (!json.contains(name)) return std::nullopt;
    return Trust::Share{json.at(name).at("method").get<std::string>(), json.at(name).at("top1").get<double>()};
}

}  // namespace

std::string to_json(const Trust& trust) {
    Json json{{"measured", trust.measured}, {"steps", trust.steps}, {"problems", trust.problems}};
    if (trust.fast) json["fast"] = {{"method", trust.fast->method}, {"top1", trust.fast->top1}};
    if (trust.tested) json["tested"] = {{"method", trust.tested->method}, {"top1", trust.tested->top1}};
    if (trust.chance) json["chance"] = *trust.chance;
    return json.dump();
}

std::optional<Trust> parse_trust(std::string_view text) {
    try {
        const Json json = Json::parse(text);
        Trust trust;
        trust.measured = json.at("measured").get<std::string>();
        trust.steps = json.at("steps").get<std::int64_t>();
        trust.problems = json.at("problems").get<std::int64_t>();
        trust.fast = read_share(json, "fast");
        trust.tested = read_share(json, "tested");
        if (json.contains("chance")) trust.chance = json.at("chance").get<double>();
        return trust;
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;
    }
}

}  // namespace reasonscope
