#pragma once
// The man page and the bash completion, made from the options themselves.

#include <CLI/CLI.hpp>
#include <string>

#include "app/cli/command.h"

namespace reasonscope::cli {

std::string man_page(const CLI::App& app);         // roff, for man(1)
std::string bash_completion(const CLI::App& app);  // to be sourced by bash
void add_generate(CLI::App& app, Action& action);  // hidden: packaging asks for it

}  // namespace reasonscope::cli
