#include "ui/views/labels.h"

#include <QCache>
#include <QFontMetricsF>
#include <QPainter>
#include <QStaticText>
#include <QStringDecoder>
#include <QTextLayout>
#include <algorithm>
#include <cmath>

#include "base/emphasis.h"
#include "maths/formula.h"

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

QString plain_words(const QString& text) {
    const bool formulas = text.contains(u'\\') || text.contains(u'$'), emphasis = text.contains(QLatin1String("**"));
    if (!formulas && !emphasis) return text;
    const std::string utf8 = text.toStdString(), words = emphasis ? without_emphasis(utf8) : utf8;
    return QString::fromStdString(formulas ? maths::plain_formulas(words) : words);
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

namespace {

constexpr int kLinesKept = 4000;
constexpr int kLongestLine = 400;  // characters; more never fit

/// Lines of one text as broken for one font, width and number of lines.
using Lines = std::vector<QStaticText>;

QStaticText prepared(const QString& text, const QFont& font) {
    QStaticText line(text);
    line.setTextFormat(Qt::PlainText);
    line.setPerformanceHint(QStaticText::AggressiveCaching);
    line.prepare({}, font);
    return line;
}

Lines break_lines(const QString& text, const QFont& font, double width, int most) {
    const QFontMetricsF metrics(font);
    QTextLayout layout(text, font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    Lines lines;
    while (static_cast<int>(lines.size()) < most) {
        QTextLine line = layout.createLine();
        if (!line.isValid()) break;
        line.setLineWidth(width);
        const bool last = static_cast<int>(lines.size()) + 1 == most, more = line.textStart() + line.textLength() < text.size();
        const QString words = last && more ? metrics.elidedText(text.mid(line.textStart(), kLongestLine), Qt::ElideRight, width)
                                           : text.mid(line.textStart(), line.textLength());
        lines.push_back(prepared(words, font));
    }
    layout.endLayout();
    return lines;
}

const Lines& kept_lines(const QString& text, const QFont& font, double width, int most, bool maths = false) {
    static QCache<QString, Lines> cache(kLinesKept);
    const QString shown = text.left(most * kLongestLine);
    const QString key = QStringLiteral("%1|%2|%3|%4|%5").arg(font.key()).arg(std::lround(width * 8)).arg(most).arg(maths ? 1 : 0).arg(shown);
    if (const Lines* known = cache.object(key)) return *known;
    auto* made = new Lines(break_lines(maths ? plain_words(shown) : shown, font, width, most));
    cache.insert(key, made);
    return *made;
}

}  // namespace

void draw_line(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text, const QFont& font) {
    if (text.isEmpty() || rect.width() < 4) return;
    const QFontMetricsF metrics(font);
    const double width = metrics.horizontalAdvance(text);
    const bool cut = width > rect.width() + 0.5;
    const Lines& lines = kept_lines(cut ? metrics.elidedText(text, Qt::ElideRight, rect.width()) : text, font, 1e5, 1);
    if (lines.empty()) return;
    const QSizeF size = lines.front().size();
    const double x = alignment & Qt::AlignRight ? rect.right() - size.width() : alignment & Qt::AlignHCenter ? rect.center().x() - size.width() / 2 : rect.x();
    const double y = alignment & Qt::AlignVCenter ? rect.center().y() - size.height() / 2 : rect.y();
    painter.setFont(font);
    painter.drawStaticText(QPointF(x, y), lines.front());
}

int draw_wrapped(QPainter& painter, const QRectF& rect, const QString& text, const QFont& font, int most_lines) {
    const double line_height = QFontMetricsF(font).lineSpacing();
    const int room = std::min(most_lines, static_cast<int>((rect.height() + 1) / line_height));
    if (room < 1 || rect.width() < 4) return 0;
    painter.setFont(font);
    const Lines& lines = kept_lines(text, font, rect.width(), room, true);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const double top = rect.y() + static_cast<double>(i) * line_height + (line_height - lines[i].size().height()) / 2;
        painter.drawStaticText(QPointF(rect.x(), top), lines[i]);
    }
    return static_cast<int>(lines.size());
}

}  // namespace reasonscope::ui
