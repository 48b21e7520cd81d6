#include "ui/views/labels.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QStringDecoder>
#include <QTextLayout>
#include <algorithm>
#include <cmath>

namespace reasonscope::ui {

QString step_number(StepId step) { return QStringLiteral("#%1").arg(step.value); }

QString percent_text(double share) {
    const double value = share * 100;
    if (!std::isfinite(value)) return QStringLiteral("?");
    if (value > 0 && value < 0.1) return QStringLiteral("<0.1 %");
    const bool whole = value >= 10 || value == 0;
    return QStringLiteral("%1 %").arg(value, 0, 'f', whole ? 0 : 1);
}

QString nats(double entropy) { return QStringLiteral("%1 nats").arg(entropy, 0, 'f', 2); }

QString visible_text(const QString& text) {
    QString shown;
    for (const QChar c : text) {
        if (c == u' ') shown += u'·';
        else if (c == u'\n') shown += u'⏎';
        else if (c == u'\r') shown += u'␍';
        else if (c == u'\t') shown += u'⇥';
        else shown += c;
    }
    return shown;
}

QString visible_token(std::string_view bytes) {
    if (bytes.empty()) return QStringLiteral("∅");
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
    if (!decoder.hasError() && !text.contains(QChar::ReplacementCharacter) && !text.isEmpty()) return visible_text(text);
    QString hex;  // a piece of a character: show its bytes
    for (const char byte : bytes)
        hex += QStringLiteral("<%1>").arg(static_cast<unsigned char>(byte), 2, 16, QLatin1Char('0')).toUpper();
    return hex;
}

int draw_wrapped(QPainter& painter, const QRectF& rect, const QString& text, const QFont& font, int most_lines) {
    const QFontMetricsF metrics(font);
    const double line_height = metrics.lineSpacing();
    const int room = std::min(most_lines, static_cast<int>((rect.height() + 1) / line_height));
    if (room < 1 || rect.width() < 4) return 0;
    painter.setFont(font);

    QTextLayout layout(text, font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    int drawn = 0;
    while (drawn < room) {
        QTextLine line = layout.createLine();
        if (!line.isValid()) break;
        line.setLineWidth(rect.width());
        const bool last = drawn + 1 == room;
        const bool more = line.textStart() + line.textLength() < text.size();
        const QRectF place(rect.x(), rect.y() + drawn * line_height, rect.width(), line_height);
        QString words = last && more ? metrics.elidedText(text.mid(line.textStart()), Qt::ElideRight, rect.width())
                                     : text.mid(line.textStart(), line.textLength());
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, words);
        ++drawn;
    }
    layout.endLayout();
    return drawn;
}

}  // namespace reasonscope::ui
