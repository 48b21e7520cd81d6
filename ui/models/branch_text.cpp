#include "ui/models/branch_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <nlohmann/json.hpp>

#include "store/knockout_record.h"
#include "ui/models/knockout_text.h"

namespace reasonscope::ui {
namespace {

constexpr int kMostWords = 60;  // characters of a quotation

QString tr(const char* text) { return QCoreApplication::translate("BranchText", text); }

std::string string_of(const nlohmann::json& detail, const char* key) {
    const auto found = detail.find(key);
    return found != detail.end() && found->is_string() ? found->get<std::string>() : std::string();
}

QString quoted(const std::string& bytes) {
    QString text = QString::fromUtf8(QByteArray::fromStdString(bytes));
    text.replace(QLatin1Char('\n'), QStringLiteral("↵"));
    if (text.size() > kMostWords) text = text.left(kMostWords - 1) + QStringLiteral("…");
    return QStringLiteral("“%1”").arg(text);
}

/// What differs in the settings of two runs: parts taken out, model, number format, seed.
QString settings_text(const nlohmann::json& detail, const RunSummary& own, const RunSummary* parent) {
    QStringList parts;
    if (const auto without = parse_without(detail.dump())) parts << tr("without %1").arg(without_text(without->places));
    if (parent == nullptr) return parts.join(QStringLiteral(", "));
    if (own.start.fingerprint != parent->start.fingerprint) parts << tr("model %1").arg(QString::fromStdString(own.start.model_name));
    if (own.start.dtype != parent->start.dtype) parts << QString::fromStdString(own.start.dtype);
    if (own.start.seed != parent->start.seed) parts << tr("seed %1").arg(own.start.seed);
    return parts.join(QStringLiteral(", "));
}

}  // namespace

QString branch_text(const BranchRow& branch, const RunSummary& own, const RunSummary* parent) {
    auto detail = nlohmann::json::parse(branch.detail, nullptr, false);
    if (!detail.is_object()) detail = nlohmann::json::object();
    const auto found = detail.find("step");
    const QString step = found != detail.end() && found->is_number_integer() ? QStringLiteral("#%1").arg(found->get<int>()) : tr("token %1").arg(branch.position.value);
    const std::string text = string_of(detail, "text");
    QString said;
    if (branch.kind == "alternative") {
        said = quoted(string_of(detail, "token_text"));
        const auto share = detail.find("probability");
        if (share != detail.end() && share->is_number()) said += QStringLiteral(" %1 %").arg(QLocale().toString(share->get<double>() * 100, 'f', 1));
        if (const std::string taken = string_of(detail, "instead_of"); !taken.empty()) said = tr("%1 instead of %2").arg(said, quoted(taken));
    } else if (branch.kind == "edit") {
        said = tr("%1 edited: %2").arg(step, quoted(text));
    } else if (branch.kind == "insert") {
        said = tr("before %1: %2").arg(step, quoted(text));
    } else if (branch.kind == "delete") {
        said = tr("without %1").arg(step);
    } else if (branch.kind == "regenerate") {
        said = tr("seed %1").arg(own.start.seed);
    } else if (branch.kind == "force") {
        said = tr("told to say %1").arg(quoted(text));
    } else if (branch.kind == "ban") {
        said = tr("never says %1").arg(quoted(text));
    } else if (branch.kind == "answer") {
        said = tr("stops thinking and answers");
    } else if (branch.kind == "drop-thinking") {
        said = tr("the thinking before %1 dropped").arg(step);
    } else {
        said = settings_text(detail, own, parent);
    }
    const bool told = branch.kind == "settings" || branch.kind == "knockout";
    if (const auto without = told ? std::nullopt : parse_without(branch.detail)) said = QStringLiteral("%1, %2").arg(said, tr("without %1").arg(without_text(without->places)));
    return said.isEmpty() ? tr("written again") : said;
}

}  // namespace reasonscope::ui
