#include <cstdlib>
#include <system_error>
#include <vector>

#include "pipeline/loaded_model.h"

namespace reasonscope {
namespace {

namespace fs = std::filesystem;

/// The source tree this program was built from, if its build named files by absolute path.
fs::path source_resources() { return fs::path(__FILE__).parent_path().parent_path().parent_path() / "resources"; }

std::vector<fs::path> candidates() {
    std::vector<fs::path> found;
    std::error_code none;
    const fs::path program = fs::read_symlink("/proc/self/exe", none);
    if (!none) {
        const fs::path folder = program.parent_path();
        found.push_back(folder / "resources");
        found.push_back(folder / ".." / "share" / "reasonscope");  // installed
        found.push_back(folder / ".." / ".." / "resources");       // build/<preset>/reasonscope
    }
    found.push_back(source_resources());
    return found;
}

}  // namespace

Result<fs::path> resources_folder() {
    std::error_code none;
    if (const char* named = std::getenv("REASONSCOPE_RESOURCES"); named && *named) {
        if (!fs::is_directory(named, none)) return bad_input("REASONSCOPE_RESOURCES names '{}', which is not a folder.", named);
        return fs::path(named);
    }
    for (const fs::path& folder : candidates()) {
        if (fs::is_directory(folder, none)) return fs::weakly_canonical(folder, none);
    }
    return bad_input("The resources folder was not found; set REASONSCOPE_RESOURCES to the folder that holds models/r1-mini.");
}

Result<fs::path> bundled_model_folder() {
    auto resources = resources_folder();
    if (!resources) return resources;
    const fs::path folder = *resources / "models" / "r1-mini";
    std::error_code none;
    if (!fs::is_directory(folder, none)) {
        return bad_input("The bundled model was not found at '{}'; name another with --model DIR, or train it with 'reasonscope train'.", folder.string());
    }
    return folder;
}

Result<fs::path> model_or_bundled(const fs::path& model) {
    if (model.empty()) return bundled_model_folder();
    return model;
}

}  // namespace reasonscope
