#include "app/cli/labelled_traces.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/file.h"
#include "reason/utf8.h"

namespace reasonscope::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// Where `chunk` stands in `text` from `from` on. White space matches any white space: merged chunks were joined by one space.
std::optional<ByteSpan> find_chunk(std::string_view text, std::string_view chunk, std::size_t from) {
    chunk.remove_prefix(skip_spaces(chunk, 0));
    while (!chunk.empty() && is_space(chunk.back())) chunk.remove_suffix(1);
    if (chunk.empty()) return std::nullopt;
    for (std::size_t begin = text.find(chunk.front(), from); begin != std::string_view::npos; begin = text.find(chunk.front(), begin + 1)) {
        std::size_t at = begin, in = 0;
        while (in < chunk.size() && at < text.size()) {
            if (is_space(chunk[in]) && is_space(text[at])) {
                in = skip_spaces(chunk, in);
                at = skip_spaces(text, at);
            } else if (chunk[in] == text[at]) {
                ++in, ++at;
            } else {
                break;
            }
        }
        if (in == chunk.size()) return ByteSpan{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at)};
    }
    return std::nullopt;
}

Result<Json> read_json(const fs::path& file) {
    const auto text = read_file(file);
    if (!text) return tl::unexpected(text.error());
    auto json = Json::parse(*text, nullptr, false);
    if (json.is_discarded()) return bad_input("'{}' is no JSON; fetch it again.", file.string());
    return json;
}

/// The chunk's first class; some published files hold the list as a string ("['problem_setup']").
std::optional<StepClass> class_of(const Json& chunk) {
    const Json tags = chunk.value("function_tags", Json());
    if (tags.is_array() && !tags.empty() && tags.front().is_string()) return parse_step_class(tags.front().get<std::string>());
    if (!tags.is_string()) return std::nullopt;
    const auto text = tags.get<std::string>();
    const std::size_t begin = text.find_first_of("'\""), end = begin == std::string::npos ? begin : text.find_first_of("'\"", begin + 1);
    return end == std::string::npos ? std::nullopt : parse_step_class(text.substr(begin + 1, end - begin - 1));
}

Result<FolderTrace> read_trace(const fs::path& folder) {
    const auto chunks = read_json(folder / "chunks_labeled.json"), solution = read_json(folder / "base_solution.json");
    if (!chunks) return tl::unexpected(chunks.error());
    if (!solution) return tl::unexpected(solution.error());
    const Json written = solution->is_object() ? solution->value("solution", Json()) : Json();
    if (!written.is_string() || !chunks->is_array()) return bad_input("'{}' holds no labelled trace: no solution, or no list of chunks.", folder.string());
    const auto text = written.get<std::string>();
    FolderTrace trace;
    trace.folder = folder;
    trace.problem = folder.filename().string();
    std::uint32_t begin = 0, end = 0;
    for (const Json& chunk : *chunks) {
        const Json words = chunk.is_object() ? chunk.value("chunk", Json()) : Json();
        const auto cls = words.is_string() ? class_of(chunk) : std::nullopt;
        const auto place = cls ? find_chunk(text, words.get<std::string>(), end) : std::nullopt;
        if (!place) return bad_input("Chunk {} of '{}' has no known class or is not in the solution.", trace.classes.size(), folder.string());
        if (!trace.classes.empty()) trace.steps.push_back(text.substr(begin, place->begin - begin));
        trace.classes.push_back(*cls);
        begin = place->begin, end = place->end;
    }
    if (!trace.classes.empty()) trace.steps.push_back(text.substr(begin, end - begin));
    return trace;
}

}  // namespace

Result<std::vector<LabelledTrace>> read_labelled_traces(const fs::path& root) {
    const auto folders = read_trace_folders(root);
    if (!folders) return tl::unexpected(folders.error());
    return std::vector<LabelledTrace>(folders->begin(), folders->end());
}

Result<std::vector<FolderTrace>> read_trace_folders(const fs::path& root) {
    std::error_code error;
    std::vector<fs::path> folders;
    if (fs::exists(root / "chunks_labeled.json", error)) folders.push_back(root);
    for (fs::recursive_directory_iterator it(root, error), end; !error && it != end; it.increment(error)) {
        if (it->path().filename() == "chunks_labeled.json" && it->path().parent_path() != root) folders.push_back(it->path().parent_path());
    }
    if (error) return bad_input("The folder '{}' cannot be read: {}.", root.string(), error.message());
    if (folders.empty()) return bad_input("No chunks_labeled.json is in '{}' or below; name a folder of labelled traces.", root.string());
    std::ranges::sort(folders);
    std::vector<FolderTrace> traces;
    for (const fs::path& folder : folders) {
        auto trace = read_trace(folder);
        if (!trace) return tl::unexpected(trace.error());
        traces.push_back(std::move(*trace));
    }
    return traces;
}

}  // namespace reasonscope::cli
