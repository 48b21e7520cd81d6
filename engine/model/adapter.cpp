#include "model/adapter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <regex>
#include <system_error>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "model/config_reader.h"
#include "model/hub_cache.h"

namespace reasonscope {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSettings = "adapter_config.json";
constexpr const char* kWeights = "adapter_model.safetensors";
constexpr std::string_view kPrefix = "base_model.model.";

bool is_there(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
}

bool is_model(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored) || fs::is_regular_file(path / "config.json", ignored);
}

struct Settings {
    std::string base;
    double alpha = 8;
    bool by_root = false;  // scale alpha / sqrt(r), else alpha / r
    std::vector<std::pair<std::regex, double>> alphas;  // of modules whose name ends in a match

    [[nodiscard]] double scale(const std::string& module, std::int64_t rank) const {
        double chosen = alpha;
        for (const auto& [pattern, value] : alphas) {
            if (!std::regex_search(module, pattern)) continue;
            chosen = value;
            break;
        }
        const auto r = static_cast<double>(rank);
        return chosen / (by_root ? std::sqrt(r) : r);
    }
};

/// Ways of adapting that are more than an addition to the base's weights, or that change the base first.
void refuse_others(ConfigReader& reader) {
    const auto type = reader.text({"peft_type"}, "");
    if (type != "LORA") return reader.complain(fmt::format("describes '{}', but only LORA can be read", type));
    for (const char* key : {"layer_replication", "alora_invocation_tokens", "target_parameters", "trainable_token_indices", "megatron_config"}) {
        const auto* value = reader.find({key});
        if (value != nullptr && !value->empty()) return reader.complain(fmt::format("uses '{}', which adding to the base's weights cannot say", key));
    }
    const auto* start = reader.find({"init_lora_weights"});
    if (start == nullptr || !start->is_string()) return;
    const auto how = start->get<std::string>();
    for (const std::string_view changes_base : {"pissa", "olora", "loftq", "corda"})
        if (how.starts_with(changes_base))
            return reader.complain(fmt::format("starts from '{}', which changes the base before it is adapted; save it as a plain LoRA (PEFT: path_initial_model_for_weight_conversion)", how));
}

Result<Settings> read_settings(const std::string& text, const fs::path& file) {
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object()) return bad_input("'{}' is damaged: it is no JSON object.", file.string());
    ConfigReader reader(json);
    refuse_others(reader);
    Settings out;
    out.base = reader.text({"base_model_name_or_path"}, "");
    out.alpha = reader.number({"lora_alpha"}, 8);
    out.by_root = reader.flag({"use_rslora"}, false);
    // The first that matches counts, in the order of the file.
    const auto patterns = nlohmann::ordered_json::parse(text, nullptr, false).value("alpha_pattern", nlohmann::ordered_json());
    for (const auto& [key, value] : patterns.items()) {
        try {
            const bool anchored = key.starts_with('^');
            out.alphas.emplace_back(std::regex(anchored ? "(?:" + key + ")$" : "(?:^|\\.)(?:" + key + ")$"), value.get<double>());
        } catch (const std::exception&) {  // no regular expression, or no number
            reader.complain(fmt::format("has an unusable 'alpha_pattern': '{}'", key));
        }
    }
    if (out.base.empty()) reader.complain("names no base model ('base_model_name_or_path')");
    if (!reader.problem().empty()) return bad_input("'{}' {}.", file.string(), reader.problem());
    return out;
}

fs::path find_base(const fs::path& folder, const std::string& name) {
    const fs::path named = name;
    const auto beside = (fs::absolute(folder) / "").parent_path().parent_path();
    for (const fs::path& candidate : {named.is_absolute() ? named : folder / named, beside / named.filename()})
        if (is_model(candidate)) return candidate.lexically_normal();
    return hub_snapshot(name);
}

bool is_number_type(StoredType type) { return type == StoredType::F32 || type == StoredType::BF16 || type == StoredType::F16; }


/// The module that a tensor changes, and what of it.
std::optional<std::pair<std::string, std::string>> split(std::string_view name) {
    constexpr std::array<std::string_view, 9> kEnds = {"lora_A.weight", "lora_B.weight", "lora_embedding_A", "lora_embedding_B", "lora_magnitude_vector.weight",
                                                       "lora_magnitude_vector", "base_layer.weight", "weight", "bias"};
    if (!name.starts_with(kPrefix)) return std::nullopt;
    name.remove_prefix(kPrefix.size());
    for (const auto end : kEnds) {
        if (!name.ends_with(end) || name.size() < end.size() + 2 || name[name.size() - end.size() - 1] != '.') continue;
        const auto module = name.substr(0, name.size() - end.size() - 1);
        if (module.find(".lora_") != std::string_view::npos) return std::nullopt;  // "lora_B.bias" and what is not known yet
        return std::pair(std::string(module), std::string(end.starts_with("lora_magnitude") ? "magnitude" : end));
    }
    return std::nullopt;
}

}  // namespace

bool Adapter::is_adapter(const fs::path& folder) {
    return is_there(folder / kSettings) && !is_there(folder / "model.safetensors") && !is_there(folder / "model.safetensors.index.json");
}

Result<Adapter> Adapter::open(const fs::path& folder) {
    const auto text = read_file(folder / kSettings);
    if (!text) return tl::unexpected(text.error());
    const auto settings = read_settings(*text, folder / kSettings);
    if (!settings) return tl::unexpected(settings.error());
    Adapter out;
    out.folder_ = folder;
    out.config_json_ = *text;
    out.base_ = find_base(folder, settings->base);
    if (out.base_.empty())
        return bad_input("'{}' adapts '{}', which is not on this machine; put that model's folder beside the adapter's, or write its path as base_model_name_or_path in {}.",
                         folder.string(), settings->base, kSettings);
    if (is_adapter(out.base_)) return bad_input("'{}' adapts '{}', which is an adapter itself; merge that one into its base first.", folder.string(), out.base_.string());
    if (!is_there(folder / kWeights)) return bad_input("'{}' lacks {}; an adapter_model.bin must be saved as safetensors first.", folder.string(), kWeights);
    auto file = SafetensorsFile::open(folder / kWeights);
    if (!file) return tl::unexpected(file.error());
    out.file_ = std::move(*file);

    std::map<std::string, std::map<std::string, TensorView>> modules;
    for (const TensorView& tensor : out.file_.tensors()) {
        const auto parts = split(tensor.name);
        if (!parts) return bad_input("'{}': what '{}' changes is not known.", folder.string(), tensor.name);
        if (!is_number_type(tensor.type)) return bad_input("'{}': tensor '{}' is stored as {}; use f32, bf16 or f16.", folder.string(), tensor.name, name(tensor.type));
        modules[parts->first].emplace(parts->second, tensor);
    }
    for (auto& [module, parts] : modules) {
        for (const auto& [part, whole] : {std::pair{"weight", "weight"}, {"base_layer.weight", "weight"}, {"bias", "bias"}})
            if (const auto found = parts.find(part); found != parts.end()) out.replaced_.emplace(module + "." + whole, found->second);
        const bool embedding = parts.contains("lora_embedding_A");
        const auto a = parts.find(embedding ? "lora_embedding_A" : "lora_A.weight"), b = parts.find(embedding ? "lora_embedding_B" : "lora_B.weight");
        if (a == parts.end() && b == parts.end() && !parts.contains("magnitude") && !parts.contains("lora_embedding_B")) continue;
        if (a == parts.end() || b == parts.end() || parts.contains("weight")) return bad_input("'{}': the change of '{}' is incomplete.", folder.string(), module);
        LowRankChange change{module + ".weight", a->second, b->second, embedding, {}, 1};
        if (const auto magnitude = parts.find("magnitude"); magnitude != parts.end()) change.magnitude = magnitude->second;
        const auto &down = change.a.shape, &up = change.b.shape;
        const bool fits = down.size() == 2 && up.size() == 2 && down[0] > 0 && down[0] == up[1] && (!change.magnitude || (!embedding && change.magnitude->shape == std::vector{up[0]}));
        if (!fits) return bad_input("'{}': the two factors of the change of '{}' do not fit each other: {} and {}.", folder.string(), module, shape_text(down), shape_text(up));
        change.scale = settings->scale(module, change.rank());
        out.changes_.push_back(std::move(change));
    }
    if (out.changes_.empty() && out.replaced_.empty()) return bad_input("'{}' changes nothing: {} is empty.", folder.string(), kWeights);
    return out;
}

std::int64_t Adapter::rank() const {
    std::int64_t most = 0;
    for (const auto& change : changes_) most = std::max(most, change.rank());
    return most;
}

Status Adapter::check(const std::vector<std::pair<std::string, std::vector<std::int64_t>>>& tensors, bool tied) const {
    const std::map<std::string, std::vector<std::int64_t>> known(tensors.begin(), tensors.end());
    const auto fits = [&](const std::string& weight, const std::vector<std::int64_t>& shape) -> Status {
        if (tied && (weight == "lm_head.weight" || weight == "model.embed_tokens.weight"))
            return bad_input("'{}' changes '{}', but the head of '{}' is its embedding: whether both are meant is not said.", folder_.string(), weight, base_.string());
        const auto found = known.find(weight);
        if (found == known.end()) return bad_input("'{}' changes '{}', which '{}' does not have.", folder_.string(), weight, base_.string());
        if (found->second != shape)
            return bad_input("'{}' changes '{}' in the shape {}, but '{}' has {}.", folder_.string(), weight, shape_text(shape), base_.string(), shape_text(found->second));
        return {};
    };
    for (const auto& change : changes_) {
        const auto rows = change.embedding ? change.a.shape[1] : change.b.shape[0], columns = change.embedding ? change.b.shape[0] : change.a.shape[1];
        if (auto done = fits(change.weight, {rows, columns}); !done) return done;
    }
    for (const auto& [weight, tensor] : replaced_)
        if (auto done = fits(weight, tensor.shape); !done) return done;
    return {};
}

}  // namespace reasonscope
