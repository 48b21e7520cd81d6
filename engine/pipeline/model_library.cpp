#include "pipeline/model_library.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/user_folders.h"
#include "model/adapter.h"
#include "model/hub_cache.h"
#include "model/model_card.h"
#include "pipeline/loaded_model.h"

namespace reasonscope {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> entries_of(const fs::path& folder) {
    std::vector<fs::path> out;
    std::error_code problem;
    for (fs::directory_iterator at(folder, problem), end; !problem && at != end; at.increment(problem)) out.push_back(at->path());
    std::ranges::sort(out);
    return out;
}

bool is_folder_model(const fs::path& folder) {
    std::error_code ignored;
    return fs::is_regular_file(folder / "config.json", ignored) || Adapter::is_adapter(folder);
}

/// "model-00002-of-00005.gguf": the first part stands for the file.
bool is_further_part(const std::string& stem) {
    const auto of = stem.rfind("-of-");
    return of != std::string::npos && of >= 6 && stem[of - 6] == '-' && stem.compare(of - 5, 5, "00001") != 0 &&
           std::all_of(stem.begin() + static_cast<std::ptrdiff_t>(of) - 5, stem.begin() + static_cast<std::ptrdiff_t>(of), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_gguf_model(const fs::path& file) {
    const auto stem = file.stem().string();
    return file.extension() == ".gguf" && !stem.starts_with("mmproj") && !is_further_part(stem);
}

void add_hub(std::vector<ModelPlace>& out) {
    for (const auto& repository : hub_repositories()) {
        const auto newest = std::ranges::find_if(repository.revisions, is_folder_model);
        for (const auto& revision : repository.revisions)
            for (const auto& file : entries_of(revision))
                if (is_gguf_model(file)) out.push_back({file, repository.name + "/" + file.stem().string(), ModelOrigin::HuggingFace});
        if (newest != repository.revisions.end()) out.push_back({*newest, repository.name, ModelOrigin::HuggingFace});
    }
}

void add_lm_studio(std::vector<ModelPlace>& out) {
    for (const auto& root : {home_folder() / ".lmstudio" / "models", cache_folder() / "lm-studio" / "models"})
        for (const auto& owner : entries_of(root))
            for (const auto& folder : entries_of(owner)) {
                if (is_folder_model(folder)) out.push_back({folder, owner.filename().string() + "/" + folder.filename().string(), ModelOrigin::LmStudio});
                for (const auto& file : entries_of(folder))
                    if (is_gguf_model(file)) out.push_back({file, owner.filename().string() + "/" + file.stem().string(), ModelOrigin::LmStudio});
            }
}

fs::path fingerprints_file() { return data_folder() / "fingerprints.json"; }

/// What changes when the weights change, without reading them.
std::string stamp(const fs::path& path) {
    std::error_code ignored;
    std::uintmax_t bytes = 0;
    auto newest = fs::last_write_time(path, ignored).time_since_epoch().count();
    const auto add = [&](const fs::path& file) {
        const auto size = fs::file_size(file, ignored);
        if (ignored) return;
        bytes += size;
        newest = std::max(newest, fs::last_write_time(file, ignored).time_since_epoch().count());
    };
    if (fs::is_regular_file(path, ignored)) add(path);
    else for (const auto& file : entries_of(path)) add(file);
    if (Adapter::is_adapter(path))
        if (const auto adapter = Adapter::open(path)) return fmt::format("{} {} on {}", bytes, newest, stamp(adapter->base()));
    return fmt::format("{} {}", bytes, newest);
}

nlohmann::json read_fingerprints() {
    const auto text = read_file(fingerprints_file());
    auto json = text ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json();
    return json.is_object() ? json : nlohmann::json::object();
}

std::string known_fingerprint(const fs::path& path) {
    std::error_code ignored;
    const auto json = read_fingerprints();
    const auto found = json.find(fs::weakly_canonical(path, ignored).string());
    if (found == json.end() || !found->is_object() || found->value("stamp", "") != stamp(path)) return "";
    return found->value("fingerprint", "");
}

std::string gigabytes(std::int64_t bytes) {
    if (bytes < 100'000'000) return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
    return fmt::format("{:.1f} GB", static_cast<double>(bytes) / 1e9);
}

}  // namespace

std::string_view name(ModelOrigin origin) {
    switch (origin) {
        case ModelOrigin::Bundled: return "bundled";
        case ModelOrigin::Added: return "added";
        case ModelOrigin::HuggingFace: return "Hugging Face";
        case ModelOrigin::LmStudio: break;
    }
    return "LM Studio";
}

std::vector<ModelPlace> find_models(const std::vector<fs::path>& added) {
    std::vector<ModelPlace> out;
    if (const auto bundled = bundled_model_folder()) out.push_back({*bundled, name_of_model(*bundled), ModelOrigin::Bundled});
    for (const auto& path : added) out.push_back({path, name_of_model(path), ModelOrigin::Added});
    const auto found = static_cast<std::ptrdiff_t>(out.size());
    add_hub(out);
    add_lm_studio(out);
    std::sort(out.begin() + found, out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    // A place that a person added may be one that was found as well: the first mention stays.
    std::vector<ModelPlace> unique;
    for (auto& place : out) {
        std::error_code ignored;
        const bool seen = std::ranges::any_of(unique, [&](const ModelPlace& other) { return other.path == place.path || fs::equivalent(other.path, place.path, ignored); });
        if (!seen) unique.push_back(std::move(place));
    }
    return unique;
}

ModelEntry describe_model(const ModelPlace& place) {
    ModelEntry entry;
    entry.place = place;
    const auto card = read_model_card(place.path);
    if (!card) {
        entry.problem = card.error().message;
        return entry;
    }
    const ModelConfig& config = card->config;
    entry.family = config.model_type;
    entry.base = card->base.empty() ? "" : name_of_model(card->base);
    entry.adapter_rank = card->adapter_rank;
    entry.stored_as = card->stored_as;
    entry.layers = config.layers;
    entry.heads = config.heads;
    entry.experts = config.moe.experts;
    entry.experts_per_token = config.moe.experts_per_token;
    entry.context = config.context;
    entry.parameters = config.parameters();
    entry.active_parameters = config.active_parameters();
    entry.file_bytes = card->file_bytes;
    const DType dtype = default_dtype();
    entry.dtype = name(dtype);
    entry.cache_tokens = std::min(config.context, kUsualContext);
    const auto need = memory_need(*card, dtype, default_device(), entry.cache_tokens);
    entry.weight_bytes = need.weights;
    entry.cache_bytes = need.cache;
    if (default_device() == Device::Cpu) entry.available_bytes = available_memory();
    if (entry.available_bytes) entry.fits = need.total() <= *entry.available_bytes;
    entry.fingerprint = known_fingerprint(place.path);
    entry.fidelity = known_fidelity(entry.fingerprint, entry.dtype);
    return entry;
}

void remember_fingerprint(const fs::path& path, const std::string& fingerprint) {
    auto json = read_fingerprints();
    std::error_code ignored;
    json[fs::weakly_canonical(path, ignored).string()] = {{"stamp", stamp(path)}, {"fingerprint", fingerprint}};
    fs::create_directories(fingerprints_file().parent_path(), ignored);
    (void)write_file(fingerprints_file(), json.dump(2) + "\n");
}

std::string memory_sentence(const ModelEntry& entry) {
    auto text = fmt::format("needs {} in {} ({} weights, {} cache for {} tokens)", gigabytes(entry.weight_bytes + entry.cache_bytes), entry.dtype,
                            gigabytes(entry.weight_bytes), gigabytes(entry.cache_bytes), entry.cache_tokens);
    if (!entry.available_bytes) return text + "; free memory of the device is not known";
    return text + fmt::format("; {} free: {}", gigabytes(*entry.available_bytes), *entry.fits ? "fits" : "does not fit");
}

}  // namespace reasonscope
