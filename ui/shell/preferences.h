#pragma once
// What the person chose: theme, text size, language, keys, defaults of a run. Everything that shows it follows changed().

#include <QHash>
#include <QObject>
#include <QString>
#include <QVariant>
#include <filesystem>

namespace reasonscope::ui {

namespace pref {
inline constexpr const char* kTheme = "theme";                  // int of ThemeMode
inline constexpr const char* kTextZoom = "text_zoom";           // points added to every font
inline constexpr const char* kLanguage = "language";            // "en", "zh_CN"; empty: the system's
inline constexpr const char* kReduceMotion = "reduce_motion";   // bool
inline constexpr const char* kOwnSampling = "sampling/own";     // bool: the values below instead of the model's
inline constexpr const char* kTemperature = "sampling/temperature";
inline constexpr const char* kTopP = "sampling/top_p";
inline constexpr const char* kMaxTokens = "sampling/max_tokens";
inline constexpr const char* kTrace = "sampling/trace";         // int of TraceLevel
inline constexpr const char* kSessionsFolder = "folders/sessions";  // empty: the data folder's
// What was chosen last for a report:
inline constexpr const char* kExportFolder = "export/folder";
inline constexpr const char* kExportFormat = "export/format";      // extension
inline constexpr const char* kExportBranches = "export/branches";  // int of BranchChoice
inline constexpr const char* kExportEvidence = "export/evidence";  // int of EvidenceChoice
inline constexpr const char* kExportTemplate = "export/template";  // file; empty: the built-in one
inline constexpr const char* kExportLanguage = "export/language";  // int of Language; unset: the window's
inline constexpr const char* kExportLeftOut = "export/left_out";   // names of sections
inline constexpr const char* kKeys = "keys/";                   // + action id: list of portable key sequences
inline constexpr const char* kTourSeen = "tour_seen";           // bool
}  // namespace pref

/// Kept in QSettings, or in memory alone for screenshots and tests. Lives on the window's thread.
class Preferences : public QObject {
    Q_OBJECT

public:
    explicit Preferences(bool kept, QObject* parent = nullptr);

    [[nodiscard]] QVariant value(const QString& key, const QVariant& otherwise = {}) const;
    [[nodiscard]] bool has(const QString& key) const;
    void set(const QString& key, const QVariant& value);  // no signal when nothing changes
    void remove(const QString& key);

signals:
    void changed(const QString& key);

private:
    bool kept_;
    QHash<QString, QVariant> memory_;
};

}  // namespace reasonscope::ui
