#include "model/hub_cache.h"

#include <algorithm>
#include <cstdlib>
#include <system_error>

#include "base/user_folders.h"

namespace reasonscope {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> newest_first(const fs::path& folder) {
    std::vector<std::pair<fs::file_time_type, fs::path>> found;
    std::error_code problem, ignored;
    for (fs::directory_iterator at(folder, problem), end; !problem && at != end; at.increment(problem))
        found.emplace_back(fs::last_write_time(at->path(), ignored), at->path());
    std::ranges::sort(found, [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
    std::vector<fs::path> out;
    for (auto& [when, path] : found) out.push_back(std::move(path));
    return out;
}

/// "Qwen/Qwen3-0.6B" of ".../models--Qwen--Qwen3-0.6B"; empty for other folders.
std::string repository_of(const fs::path& folder) {
    constexpr std::string_view kPrefix = "models--";
    auto name = folder.filename().string();
    if (!name.starts_with(kPrefix)) return {};
    name.erase(0, kPrefix.size());
    if (const auto dashes = name.find("--"); dashes != std::string::npos) name.replace(dashes, 2, "/");
    return name;
}

}  // namespace

fs::path hub_folder() {
    for (const auto& [variable, below] : {std::pair{"HF_HUB_CACHE", ""}, std::pair{"HF_HOME", "hub"}})
        if (const char* value = std::getenv(variable); value && *value) return fs::path(value) / below;
    return cache_folder() / "huggingface" / "hub";
}

std::vector<HubRepository> hub_repositories() {
    std::vector<HubRepository> out;
    std::error_code problem;
    for (fs::directory_iterator at(hub_folder(), problem), end; !problem && at != end; at.increment(problem)) {
        if (auto name = repository_of(at->path()); !name.empty()) out.push_back({std::move(name), newest_first(at->path() / "snapshots")});
    }
    std::ranges::sort(out, {}, &HubRepository::name);
    return out;
}

fs::path hub_snapshot(std::string_view repository) {
    std::error_code ignored;
    for (const auto& known : hub_repositories()) {
        if (known.name != repository) continue;
        for (const auto& revision : known.revisions)
            if (fs::is_regular_file(revision / "config.json", ignored)) return revision;
    }
    return {};
}

std::string name_of_model(const fs::path& path) {
    const auto clean = path.filename().empty() ? path.parent_path() : path;
    if (clean.extension() == ".gguf") return clean.stem().string();
    const auto revisions = clean.parent_path();
    const auto repository = revisions.filename() == "snapshots" ? repository_of(revisions.parent_path()) : std::string();
    return repository.empty() ? clean.filename().string() : repository;
}

}  // namespace reasonscope
