#include "app/cli/generate.h"

#include <fmt/ranges.h>

#include <memory>
#include <vector>

#include "app/cli/output.h"

namespace reasonscope::cli {
namespace {

std::vector<const CLI::App*> shown_subcommands(const CLI::App& app) {
    std::vector<const CLI::App*> shown;
    for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
        if (!sub->get_group().empty()) shown.push_back(sub);
    }
    return shown;
}

std::vector<const CLI::Option*> shown_options(const CLI::App& app) {
    std::vector<const CLI::Option*> shown;
    for (const CLI::Option* option : app.get_options([](const CLI::Option*) { return true; })) {
        if (!option->get_group().empty()) shown.push_back(option);
    }
    return shown;
}

/// Whole words for a page: backslashes and minus signs are commands of roff, and so is a dot that begins a line.
std::string roff(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\') out += "\\e";
        else if (c == '-') out += "\\-";
        else if (c == '\n') out += ' ';
        else out += c;
    }
    return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

std::vector<std::string> names(const CLI::Option& option) {
    std::vector<std::string> all;
    for (const auto& name : option.get_snames()) all.push_back("-" + name);
    for (const auto& name : option.get_lnames()) all.push_back("--" + name);
    return all;
}

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

std::string value_name(const CLI::Option& option) {
    // Numbers and words are told apart in the text; "TEXT:{light,dark}" would only repeat it.
    const std::string type = option.get_type_name();
    return type.starts_with("INT") || type.starts_with("UINT") ? "N" : type.starts_with("FLOAT") ? "X" : "VALUE";
}

void describe_options(const CLI::App& app, std::string& page) {
    for (const CLI::Option* option : shown_options(app)) {
        std::vector<std::string> said;
        for (const auto& name : names(*option)) said.push_back("\\fB" + roff(name) + "\\fR");
        if (option->get_positional()) said.push_back("\\fI" + roff(option->get_name(true)) + "\\fR");
        const std::string value = takes_value(*option) && !option->get_positional() ? " \\fI" + value_name(*option) + "\\fR" : "";
        page += fmt::format(".TP\n{}{}\n{}\n", fmt::join(said, ", "), value, roff(option->get_description()));
    }
}

std::string path_of(const CLI::App& app) {
    const CLI::App* parent = app.get_parent();
    return parent && parent->get_parent() ? path_of(*parent) + " " + app.get_name() : app.get_name();
}

void describe(const CLI::App& app, std::string& page) {
    page += fmt::format(".SS {}\n{}\n", roff(path_of(app)), roff(app.get_description()));
    describe_options(app, page);
    for (const CLI::App* sub : shown_subcommands(app)) describe(*sub, page);
}

/// One case per path of subcommands: what may stand next.
void complete(const CLI::App& app, const std::string& path, std::string& script) {
    std::vector<std::string> words, with_value;
    for (const CLI::App* sub : shown_subcommands(app)) words.push_back(sub->get_name());
    for (const CLI::Option* option : shown_options(app)) {
        for (const auto& name : names(*option)) {
            words.push_back(name);
            if (takes_value(*option)) with_value.push_back(name);
        }
    }
    script += fmt::format("        '{}') words='{}' valued=' {} ' ;;\n", path, fmt::join(words, " "), fmt::join(with_value, " "));
    for (const CLI::App* sub : shown_subcommands(app)) complete(*sub, path.empty() ? sub->get_name() : path + " " + sub->get_name(), script);
}

}  // namespace

std::string man_page(const CLI::App& app) {
    std::string page = fmt::format(".TH REASONSCOPE 1 \"\" \"Reasonscope {}\" \"User Commands\"\n", REASONSCOPE_VERSION);
    page += ".SH NAME\nreasonscope \\- workbench that opens up a reasoning model\n";
    page += ".SH SYNOPSIS\n.B reasonscope\n[\\fIFILE\\fR]\n.br\n.B reasonscope\n\\fISUBCOMMAND\\fR [\\fIOPTION\\fR]...\n";
    page += ".SH DESCRIPTION\nWithout a subcommand the window opens, with the session FILE if one is named. Every subcommand works without a display.\n";
    page += ".SH OPTIONS\n";
    describe_options(app, page);
    page += ".SH SUBCOMMANDS\n";
    for (const CLI::App* sub : shown_subcommands(app)) describe(*sub, page);
    page += ".SH EXIT STATUS\n0 when all went well, 2 for bad input, 1 for a failure; what went wrong is one sentence on standard error.\n";
    page += ".SH ENVIRONMENT\n.TP\n\\fBREASONSCOPE_RESOURCES\\fR\nThe folder with the bundled model, in place of /usr/share/reasonscope.\n";
    page += ".TP\n\\fBXDG_DATA_HOME\\fR\nSessions are kept in its folder reasonscope; ~/.local/share when it is not set.\n";
    return page;
}

std::string bash_completion(const CLI::App& app) {
    std::string cases;
    complete(app, "", cases);
    return R"(# bash completion for reasonscope

_reasonscope() {
    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} path='' words valued word i
    _reasonscope_words ''
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        [[ $word != -* && " $words " == *" $word "* ]] || continue
        path=${path:+$path }$word
        _reasonscope_words "$path"
    done
    COMPREPLY=()
    if [[ $valued != *" $before "* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    fi
    # A value or an argument may be a file; readline completes its name.
    if [[ ${#COMPREPLY[@]} -eq 0 ]]; then compopt -o default 2>/dev/null; fi
}

_reasonscope_words() {
    case $1 in
)" + cases + R"(    esac
}

complete -F _reasonscope reasonscope
)";
}

void add_generate(CLI::App& app, Action& action) {
    auto* generate = app.add_subcommand("generate", "Print the man page or the bash completion")->group("");
    generate->require_subcommand(1);
    const auto add = [&](const char* name, std::string (*make)(const CLI::App&)) {
        generate->add_subcommand(name)->callback([&app, &action, make] { action = [&app, make] { return write_out(make(app)); }; });
    };
    add("man", man_page);
    add("bash-completion", bash_completion);
}

}  // namespace reasonscope::cli
