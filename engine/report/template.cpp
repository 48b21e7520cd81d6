#include "report/template.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "assets.h"
#include "base/file.h"
#include "report/formula_text.h"
#include "report/parts.h"
#include "report/text.h"
#include "text/text_template.h"

namespace reasonscope {
namespace {

using Json = nlohmann::ordered_json;

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

/// The format that a file name says, if it is a template's.
std::optional<ReportFormat> format_of(const std::filesystem::path& file) {
    std::string name = lower(file.filename().string());
    if (name.ends_with(".jinja")) name.resize(name.size() - 6);
    if (name.ends_with(".html") && name.size() > 5) return ReportFormat::Html;
    if (name.ends_with(".md") && name.size() > 3) return ReportFormat::Markdown;
    return std::nullopt;
}

/// Hashes of the style sheets (or scripts) that the template itself holds word for word. What a model wrote is never among them.
std::string own_hashes(std::string_view source, std::string_view tag) {
    std::string hashes;
    const std::string open = fmt::format("<{}>", tag), close = fmt::format("</{}>", tag);
    for (std::size_t at = source.find(open); at != std::string_view::npos; at = source.find(open, at)) {
        at += open.size();
        const std::size_t end = std::min(source.find(close, at), source.size());
        const std::string_view text = source.substr(at, end - at);
        if (text.find("{{") == std::string_view::npos && text.find("{%") == std::string_view::npos) hashes += " " + csp_hash(text);
    }
    return hashes;
}

/// Every text made inert for the format, so that a template can name it anywhere.
void escape(Json& value, ReportFormat format) {
    if (value.is_string()) {
        const auto& raw = value.get_ref<const std::string&>();
        value = format == ReportFormat::Html ? html_words(raw) : markdown_words(raw);
    } else if (value.is_structured()) {
        for (auto& item : value) escape(item, format);
    }
}

Json report_values(const Report& report, ReportFormat format) {
    Json values = Json::parse(to_json(report));
    for (const char* bulky : {"matrices", "routing", "prompt_spans", "branches"}) values.erase(bulky);
    escape(values, format);
    return values;
}

}  // namespace

const ReportTemplate& built_in_template(ReportFormat format) {
    static const ReportTemplate html{"report.html.jinja", ReportFormat::Html, std::string(assets::kHtmlTemplate)};
    static const ReportTemplate markdown{"report.md.jinja", ReportFormat::Markdown, std::string(assets::kMarkdownTemplate)};
    return format == ReportFormat::Markdown ? markdown : html;
}

Result<ReportTemplate> read_template(const std::filesystem::path& file) {
    const auto format = format_of(file);
    if (!format) return bad_input("A report template is called NAME.html.jinja or NAME.md.jinja, and '{}' is not.", file.filename().string());
    auto source = read_file(file);
    if (!source) return tl::unexpected(source.error());
    ReportTemplate read{file.filename().string(), *format, std::move(*source)};
    if (const auto parsed = text::TextTemplate::parse(read.source, read.name); !parsed) return tl::unexpected(parsed.error());
    return read;
}

Result<ReportTemplate> open_template(const std::string& named, const std::filesystem::path& folder) {
    std::error_code none;
    if (std::filesystem::is_regular_file(named, none)) return read_template(named);
    for (const auto& file : find_templates(folder)) {
        const std::string name = file.filename().string();
        if (name == named || name.substr(0, name.find('.')) == named) return read_template(file);
    }
    return bad_input("There is no report template '{}', neither as a file nor in {}.", named, folder.string());
}

std::vector<std::filesystem::path> find_templates(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> found;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder, none))
        if (entry.is_regular_file(none) && format_of(entry.path())) found.push_back(entry.path());
    std::ranges::sort(found);
    return found;
}

Result<std::string> fill_template(const Report& report, const ReportTemplate& with) {
    const bool html = with.format == ReportFormat::Html;
    const auto parsed = text::TextTemplate::parse(with.source, with.name);
    if (!parsed) return tl::unexpected(parsed.error());
    Json values = Json::object();
    values["sections"] = Json::array();
    values["parts"] = Json::object();
    for (ReportPart& part : html ? html_parts(report) : markdown_parts(report)) {
        const std::string key(name(part.section));
        values["parts"][key] = part.text;
        if (!part.text.empty()) values["sections"].push_back({{"name", key}, {"text", std::move(part.text)}});
    }
    values["language"] = std::string(language_tag(report.options.language));
    values["footer"] = report.say("Made by Reasonscope {} from the session alone. This file needs no network.", html ? escape_html(report.run.start.program_version) : escape_markdown(report.run.start.program_version));
    const std::string title = excerpt(plain_words(report.run.start.prompt), 80), version = report.run.start.program_version;
    values["title"] = html ? escape_html(title) : escape_markdown(title);
    values["version"] = html ? escape_html(version) : escape_markdown(version);
    if (html) {
        const std::string css = report_css();
        values["css"] = css;
        values["script"] = report_script();
        values["policy"] = fmt::format("default-src 'none'; style-src {}{}; script-src {}{}; base-uri 'none'; form-action 'none'", csp_hash(css), own_hashes(with.source, "style"),
                                       csp_hash(report_script()), own_hashes(with.source, "script"));
    }
    if (with.source.find("report") != std::string::npos) values["report"] = report_values(report, with.format);
    return parsed->render(values);
}

}  // namespace reasonscope
