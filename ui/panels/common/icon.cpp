#include "ui/panels/common/icon.h"

#include <QFile>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

#include "ui/theme/theme.h"

// Q_INIT_RESOURCE must stand outside every namespace.
static void load_icons() { Q_INIT_RESOURCE(reasonscope); }

namespace reasonscope::ui {
namespace {

QByteArray source(const QString& name) {
    load_icons();
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QPixmap draw(const QByteArray& svg, int pixels) {
    QPixmap pixmap(pixels, pixels);
    pixmap.fill(Qt::transparent);
    QSvgRenderer renderer(svg);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    return pixmap;
}

void add_sizes(QIcon& icon, const QByteArray& svg, QIcon::Mode mode) {
    for (const int pixels : {16, 20, 32, 48}) icon.addPixmap(draw(svg, pixels), mode);
}

}  // namespace

QIcon icon(const QString& name, const QColor& color) {
    const QByteArray svg = source(name);
    const auto in = [&](const QColor& stroke) { return QByteArray(svg).replace("currentColor", stroke.name().toLatin1()); };
    QIcon icon;
    add_sizes(icon, in(color), QIcon::Normal);
    add_sizes(icon, in(theme::current().text_faint), QIcon::Disabled);
    return icon;
}

QIcon icon(const QString& name) { return icon(name, theme::current().text_secondary); }

QIcon application_icon() {
    QIcon icon;
    const QByteArray svg = source(QStringLiteral("reasonscope"));
    for (const int pixels : {16, 32, 48, 64, 128, 256}) icon.addPixmap(draw(svg, pixels));
    return icon;
}

}  // namespace reasonscope::ui
