#include <memory>
#include <regex>

#include "app/cli/command.h"
#include "ui/shell/screenshot.h"

namespace reasonscope::cli {
namespace {

struct Options {
    std::string session, out, size = "1600x1000", theme = "light", language = "en", tab, tree, head;
    std::int64_t run = 0;
};

constexpr int kLeastSide = 400, kMostSide = 8192;

Status take(const Options& options) {
    ui::ScreenshotRequest request;
    std::smatch size;
    if (!std::regex_match(options.size, size, std::regex("([0-9]{1,5})x([0-9]{1,5})"))) {
        return bad_input("--size wants WIDTHxHEIGHT in pixels, for example 1600x1000, not \"{}\".", options.size);
    }
    request.width = std::stoi(size[1]);
    request.height = std::stoi(size[2]);
    if (std::min(request.width, request.height) < kLeastSide || std::max(request.width, request.height) > kMostSide) {
        return bad_input("--size must lie between {0}x{0} and {1}x{1} pixels.", kLeastSide, kMostSide);
    }
    request.session = options.session;
    request.out = options.out;
    request.dark = options.theme == "dark";
    request.language = options.language;
    request.tab = options.tab;
    request.tree = options.tree;
    if (std::smatch head; std::regex_match(options.head, head, std::regex("([0-9]{1,4}):([0-9]{1,4})"))) {
        request.head = {LayerId(std::stoi(head[1])), HeadId(std::stoi(head[2]))};
    } else if (!options.head.empty()) {
        return bad_input("--head wants LAYER:HEAD, for example 2:3, not \"{}\".", options.head);
    }
    if (options.run != 0) request.run = RunId(options.run);
    return ui::take_screenshot(request);
}

}  // namespace

void add_screenshot(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("screenshot", "Paint the window with a stored run into a PNG file; needs no display");
    command->add_option("--session", options->session, "Session file")->required();
    command->add_option("--run", options->run, "Run number (default: the newest)")->check(CLI::PositiveNumber);
    command->add_option("--theme", options->theme, "light or dark")->check(CLI::IsMember({"light", "dark"}));
    command->add_option("--language", options->language, "en or zh_CN")->check(CLI::IsMember({"en", "zh_CN"}));
    command->add_option("--size", options->size, "Width x height in pixels, for example 1600x1000");
    command->add_option("--tab", options->tab, "Tab of the inspector")->check(CLI::IsMember({"step", "attention", "experts", "lens", "forks"}));
    command->add_option("--head", options->head, "Head whose lines the attention tab shows, as LAYER:HEAD");
    command->add_option("--tree", options->tree, "Which tree")->check(CLI::IsMember({"provenance", "decisions", "chain", "matrix"}));
    command->add_option("--out", options->out, "Picture to write (PNG)")->required();
    command->callback([options, &action] { action = [options] { return take(*options); }; });
}

}  // namespace reasonscope::cli
