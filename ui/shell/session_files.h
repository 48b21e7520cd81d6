#pragma once
// Where sessions live and which ones the dock lists.

#include <QStringList>
#include <filesystem>
#include <vector>

namespace reasonscope::ui {

/// `chosen` by the person, or the one in the data folder when that is empty; made when missing.
std::filesystem::path sessions_folder(const std::filesystem::path& chosen);
std::filesystem::path default_session_file(const std::filesystem::path& folder);  // the one that the program starts with
std::filesystem::path new_session_file(const std::filesystem::path& folder);      // a free name for today, "2026-11-24", "2026-11-24 (2)", ...

/// The folder's files and the others in `recent`, `current` first, then by name; files that are gone are left out.
std::vector<std::filesystem::path> known_sessions(const std::filesystem::path& folder, const QStringList& recent,
                                                  const std::filesystem::path& current);

}  // namespace reasonscope::ui
