#include "ui/shell/drop.h"

#include <QByteArray>
#include <QFile>

namespace reasonscope::ui {
namespace {

constexpr int kMarkAt = 68;  // application_id in the header of a SQLite file, big-endian

bool is_session(const std::filesystem::path& path) {
    QFile file(QString::fromStdString(path.string()));
    if (!file.open(QIODevice::ReadOnly)) return false;
    const QByteArray head = file.read(kMarkAt + 4);
    return head.startsWith("SQLite format 3") && head.mid(kMarkAt, 4) == "RSCP";
}

}  // namespace

Result<DropKind> kind_of_drop(const std::filesystem::path& path) {
    std::error_code failed;
    const std::string name = path.filename().string();
    if (std::filesystem::is_directory(path, failed)) {
        for (const char* file : {"config.json", "adapter_config.json"})
            if (std::filesystem::exists(path / file, failed)) return DropKind::Model;
        return bad_input("'{}' holds neither config.json nor adapter_config.json, so it is no model folder.", name);
    }
    if (path.extension() == ".gguf") return DropKind::Model;
    if (is_session(path)) return DropKind::Session;
    return bad_input("'{}' is neither a model nor a session; drop a model folder, a GGUF file or a session.", name);
}

}  // namespace reasonscope::ui
