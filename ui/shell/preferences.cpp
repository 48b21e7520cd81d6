#include "ui/shell/preferences.h"

#include <QSettings>

namespace reasonscope::ui {

Preferences::Preferences(bool kept, QObject* parent) : QObject(parent), kept_(kept) {}

QVariant Preferences::value(const QString& key, const QVariant& otherwise) const {
    return kept_ ? QSettings().value(key, otherwise) : memory_.value(key, otherwise);
}

bool Preferences::has(const QString& key) const { return kept_ ? QSettings().contains(key) : memory_.contains(key); }

void Preferences::set(const QString& key, const QVariant& value) {
    // A settings file holds text, so that a value read back may have another type than the one written.
    if (has(key) && this->value(key).toString() == value.toString() && this->value(key).toStringList() == value.toStringList()) return;
    if (kept_) {
        QSettings().setValue(key, value);
    } else {
        memory_.insert(key, value);
    }
    emit changed(key);
}

void Preferences::remove(const QString& key) {
    if (!has(key)) return;
    if (kept_) {
        QSettings().remove(key);
    } else {
        memory_.remove(key);
    }
    emit changed(key);
}

}  // namespace reasonscope::ui
