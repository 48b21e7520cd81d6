#pragma once
// The small random models of tests/data/parity, to load or to damage.

#include <filesystem>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "model/model.h"
#include "model/safetensors.h"
#include "tests/support/temp_folder.h"

namespace reasonscope::test {

/// "plain", "groups-yarn-tied", "bias-halves-shared" or "old-keys-sharded".
inline std::filesystem::path small_model(std::string_view name = "plain") {
    return std::filesystem::path(REASONSCOPE_SOURCE_DIR) / "tests/data/parity" / name;
}

inline LoadOptions cpu_f32() {
    LoadOptions options;
    options.dtype = DType::F32;
    options.device = Device::Cpu;
    options.threads = 1;
    return options;
}

/// A private copy of a small model folder.
class ModelCopy {
public:
    explicit ModelCopy(std::string_view name = "plain") {
        for (const auto& file : std::filesystem::directory_iterator(small_model(name)))
            std::filesystem::copy(file.path(), folder_.path() / file.path().filename());
    }
    [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }
    [[nodiscard]] const TempFolder& folder() const { return folder_; }

    [[nodiscard]] nlohmann::json config() const { return nlohmann::json::parse(*read_file(path() / "config.json")); }
    void set_config(const nlohmann::json& config) const { folder_.write("config.json", config.dump()); }

    /// Rewrites model.safetensors with the tensors that `change` leaves in the list.
    template <class Change>
    void rewrite_weights(const Change& change) const {
        const auto file = SafetensorsFile::open(small_model() / "model.safetensors");
        auto tensors = file->tensors();
        change(tensors);
        if (!write_safetensors(path() / "model.safetensors", tensors)) std::abort();
    }

private:
    TempFolder folder_;
};

}  // namespace reasonscope::test
