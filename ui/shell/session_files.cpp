#include "ui/shell/session_files.h"

#include <QDate>
#include <QStandardPaths>
#include <algorithm>
#include <system_error>

namespace reasonscope::ui {

namespace fs = std::filesystem;

fs::path sessions_folder(const fs::path& chosen) {
    const QString base = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    const fs::path folder = chosen.empty() ? fs::path(base.toStdString()) / "sessions" : chosen;
    std::error_code ignored;  // a folder that can't be made shows when the session is opened, with its sentence
    fs::create_directories(folder, ignored);
    return folder;
}

fs::path default_session_file(const fs::path& folder) { return folder / "My session.db"; }

fs::path new_session_file(const fs::path& folder) {
    const std::string today = QDate::currentDate().toString(Qt::ISODate).toStdString();
    fs::path file = folder / (today + ".db");
    for (int i = 2; fs::exists(file); ++i) file = folder / (today + " (" + std::to_string(i) + ").db");
    return file;
}

std::vector<fs::path> known_sessions(const fs::path& folder, const QStringList& recent, const fs::path& current) {
    std::vector<fs::path> files;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (entry.path().extension() == ".db") files.push_back(entry.path());
    }
    for (const QString& path : recent) files.emplace_back(path.toStdString());
    std::erase_if(files, [&](const fs::path& file) { return file == current || !fs::exists(file); });
    std::sort(files.begin(), files.end());
    files.erase(std::unique(files.begin(), files.end()), files.end());
    if (!current.empty()) files.insert(files.begin(), current);
    return files;
}

}  // namespace reasonscope::ui
