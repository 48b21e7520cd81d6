#include "pipeline/head_calibration.h"

#include <system_error>

#include "base/file.h"
#include "base/user_folders.h"

namespace reasonscope {
namespace {

namespace fs = std::filesystem;

std::optional<HeadCalibration> read(const fs::path& file, const std::string& fingerprint) {
    std::error_code none;
    if (!fs::is_regular_file(file, none)) return std::nullopt;
    const auto text = read_file(file);
    if (!text) return std::nullopt;
    auto found = parse_head_calibration(*text);
    if (!found || found->fingerprint != fingerprint) return std::nullopt;
    return std::move(*found);
}

}  // namespace

std::optional<HeadCalibration> stored_head_calibration(const Model& model) {
    if (auto beside = read(model.folder() / "reasonscope-heads.json", model.fingerprint())) return beside;
    return read(head_calibration_cache(model.fingerprint()), model.fingerprint());
}

fs::path head_calibration_cache(const std::string& fingerprint) {
    return cache_folder() / "reasonscope" / "heads" / (fingerprint + ".json");
}

Status store_head_calibration(const HeadCalibration& calibration) {
    const auto file = head_calibration_cache(calibration.fingerprint);
    std::error_code failed;
    fs::create_directories(file.parent_path(), failed);
    if (failed) return failure("The folder '{}' cannot be made: {}.", file.parent_path().string(), failed.message());
    return write_file(file, to_json(calibration));
}

}  // namespace reasonscope
