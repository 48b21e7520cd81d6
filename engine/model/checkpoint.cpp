#include "model/checkpoint.h"

#include <set>

#include <nlohmann/json.hpp>

#include "base/file.h"

namespace reasonscope {
namespace {

using nlohmann::json;

using WeightMap = std::map<std::string, std::string>;  // tensor -> file name

Result<WeightMap> read_index(const std::filesystem::path& path) {
    const auto text = read_file(path);
    if (!text) return tl::unexpected(text.error());
    const json root = json::parse(text->begin(), text->end(), nullptr, /*allow_exceptions=*/false);
    if (!root.is_object() || !root.contains("weight_map") || !root["weight_map"].is_object() || root["weight_map"].empty())
        return bad_input("'{}' is damaged: it has no 'weight_map'.", path.string());
    WeightMap map;
    for (const auto& [tensor, file] : root["weight_map"].items()) {
        const std::filesystem::path name = file.is_string() ? file.get<std::string>() : std::string();
        if (name.empty() || name != name.filename() || name == "." || name == "..")
            return bad_input("'{}' is damaged: tensor '{}' is mapped to {}, which is not a file of this folder.", path.string(), tensor,
                             file.dump());
        map[tensor] = name.string();
    }
    return map;
}

}  // namespace

Result<Checkpoint> Checkpoint::open(const std::filesystem::path& folder) {
    std::error_code ignored;
    const auto single = folder / "model.safetensors", index = folder / "model.safetensors.index.json";
    WeightMap map;  // what the index promised and no shard delivered yet
    std::set<std::string> names;
    const bool sharded = !std::filesystem::exists(single, ignored);
    if (!sharded) {
        names.insert(single.filename().string());
    } else if (std::filesystem::exists(index, ignored)) {
        auto read = read_index(index);
        if (!read) return tl::unexpected(read.error());
        map = std::move(*read);
        for (const auto& [tensor, file] : map) names.insert(file);
    } else {
        return bad_input("'{}' holds no weights: model.safetensors and model.safetensors.index.json are both missing.", folder.string());
    }
    Checkpoint out;
    for (const auto& name : names) {
        auto file = SafetensorsFile::open(folder / name);
        if (!file) return tl::unexpected(file.error());
        for (const auto& tensor : file->tensors()) {
            if (sharded) {
                const auto claimed = map.find(tensor.name);
                if (claimed == map.end() || claimed->second != name)
                    return bad_input("'{}' is damaged: it does not say that tensor '{}' lies in {}.", index.string(), tensor.name, name);
                map.erase(claimed);
            }
            out.tensors.emplace(tensor.name, tensor);
        }
        out.files.push_back(std::move(*file));
    }
    if (!map.empty())
        return bad_input("'{}' is damaged: tensor '{}' is not in {}.", index.string(), map.begin()->first, map.begin()->second);
    return out;
}

std::size_t Checkpoint::bytes() const {
    std::size_t total = 0;
    for (const auto& file : files) total += file.file_bytes().size();
    return total;
}

}  // namespace reasonscope
