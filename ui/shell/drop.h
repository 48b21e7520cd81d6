#pragma once
// What files that are dropped on the window mean.

#include <filesystem>

#include "base/result.h"

namespace reasonscope::ui {

enum class DropKind { Model, Session };

/// A folder with a config.json and a .gguf file are models; a SQLite file with our mark is a session, whatever it is called.
/// BadInput, one sentence, for anything else.
Result<DropKind> kind_of_drop(const std::filesystem::path& path);

}  // namespace reasonscope::ui
