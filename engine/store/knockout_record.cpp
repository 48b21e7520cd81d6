#include "store/knockout_record.h"

#include <algorithm>
#include <cstdint>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace reasonscope {
namespace {

using Json = nlohmann::ordered_json;
using Places = std::vector<std::pair<int, int>>;

Places in_order(Places places) {
    std::ranges::sort(places);
    const auto rest = std::ranges::unique(places);
    places.erase(rest.begin(), rest.end());
    return places;
}

std::string list(const Places& places) {
    std::string text;
    for (const auto& [layer, index] : in_order(places)) text += fmt::format("{}{}:{}", text.empty() ? "" : ",", layer, index);
    return text;
}

Json places_json(const KnockoutPlaces& places) { return {{"mode", places.mode}, {"experts", places.experts}, {"heads", places.heads}}; }

Json change_json(const KnockoutChange& change) {
    return {{"answer_change", change.answer_change}, {"divergence", change.divergence}, {"log_p_change", change.log_p_change}};
}

KnockoutPlaces read_places(const Json& json) { return {json.at("mode").get<std::string>(), json.at("experts").get<Places>(), json.at("heads").get<Places>()}; }

KnockoutChange read_change(const Json& json) {
    return {json.at("answer_change").get<double>(), json.at("divergence").get<std::vector<float>>(), json.at("log_p_change").get<std::vector<float>>()};
}

}  // namespace

std::string knockout_key(const KnockoutPlaces& places) {
    std::string key = places.experts.empty() ? "" : places.mode + " " + list(places.experts);
    if (!places.heads.empty()) key += (key.empty() ? "heads " : " heads ") + list(places.heads);
    return key;
}

std::optional<MadeWithout> parse_without(std::string_view detail) {
    const Json json = Json::parse(detail, nullptr, false);
    if (!json.is_object() || !json.contains("without") || !json["without"].is_string()) return std::nullopt;
    MadeWithout out;
    std::istringstream words(json["without"].get<std::string>());
    for (std::string kind, list; words >> kind >> list;) {
        Places& places = kind == "heads" ? out.places.heads : out.places.experts;
        std::istringstream items(list);
        char colon = 0, comma = 0;
        for (int layer = 0, index = 0; items >> layer >> colon >> index; items >> comma) places.emplace_back(layer, index);
    }
    if (out.places.experts.empty() && out.places.heads.empty()) return std::nullopt;
    if (const auto mode = json.find("mode"); mode != json.end() && mode->is_string()) out.places.mode = mode->get<std::string>();
    if (const auto run = json.find("means_of"); run != json.end() && run->is_number_integer()) out.means_of = RunId(run->get<std::int64_t>());
    return out;
}

std::string to_json(const KnockoutRecord& record) {
    Json control = nullptr;
    if (record.control_places) control = {{"knockout", places_json(*record.control_places)}, {"effect", change_json(record.control)}};
    return Json{{"knockout", places_json(record.places)}, {"answer_log_p", record.answer_log_p}, {"effect", change_json(record.effect)}, {"control", control}}.dump();
}

std::optional<KnockoutRecord> parse_knockout(std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return std::nullopt;
    try {
        KnockoutRecord record;
        record.places = read_places(json.at("knockout"));
        record.answer_log_p = json.at("answer_log_p").get<double>();
        record.effect = read_change(json.at("effect"));
        if (const Json& control = json.at("control"); !control.is_null()) {
            record.control_places = read_places(control.at("knockout"));
            record.control = read_change(control.at("effect"));
        }
        return record;
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;
    }
}

}  // namespace reasonscope
