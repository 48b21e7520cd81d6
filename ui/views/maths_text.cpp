#include "ui/views/maths_text.h"

#include <QAbstractTextDocumentLayout>
#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextObjectInterface>
#include <cmath>
#include <cstring>

#include "ui/formula/formula_box.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {
namespace {

constexpr int kFormula = QTextFormat::UserObject + 1;
constexpr int kSource = QTextFormat::UserProperty + 1, kPiece = QTextFormat::UserProperty + 2, kDisplay = QTextFormat::UserProperty + 3, kTail = QTextFormat::UserProperty + 4;
constexpr double kSpace = 1;

/// One piece of a formula as an object of the text. The format holds its source, its number and, of the last one, the signs that end a
/// sentence or close a bracket behind it: a line could begin between them. The boxes are made anew where they are drawn, as formulas are
/// few and short.
class FormulaObject : public QObject, public QTextObjectInterface {
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)

public:
    using QObject::QObject;

    QSizeF intrinsicSize(QTextDocument*, int, const QTextFormat& format) override {
        const QFont font = format.toCharFormat().font();
        const FormulaBox box = box_of(format, font);
        // The layout puts the middle of an object half an x above the baseline: as tall as that needs on the longer side.
        const double half_x = QFontMetrics(font).xHeight() / 2.0;
        return {box.width + kSpace + QFontMetricsF(font).horizontalAdvance(format.stringProperty(kTail)), std::ceil(std::max(2 * box.ascent - half_x, 2 * box.descent + half_x)) + 2};
    }

    void drawObject(QPainter* painter, const QRectF& rect, QTextDocument*, int, const QTextFormat& format) override {
        const QFont font = format.toCharFormat().font();
        const double half_x = QFontMetrics(font).xHeight() / 2.0;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const FormulaBox box = box_of(format, font);
        const QPointF start(rect.x(), rect.y() + (rect.height() + half_x) / 2);
        paint_formula(*painter, box, start, painter->pen().color());
        painter->setFont(font);
        painter->drawText(start + QPointF(box.width + kSpace, 0), format.stringProperty(kTail));
        painter->restore();
    }

    static FormulaBox box_of(const QTextFormat& format, const QFont& font) {
        const QByteArray source = format.stringProperty(kSource).toUtf8();
        const auto tree = maths::parse({source.constData(), static_cast<std::size_t>(source.size())});
        if (!tree) return {};
        const double size = font.pixelSize() > 0 ? font.pixelSize() : font.pointSizeF() * 96 / 72;
        auto pieces = lay_out_pieces(*tree, size, format.boolProperty(kDisplay));
        const auto i = static_cast<std::size_t>(format.intProperty(kPiece));
        return i < pieces.size() ? std::move(pieces[i]) : FormulaBox{};
    }
};

}  // namespace

MathsText::MathsText(QWidget* parent) : QTextEdit(parent) {
    setReadOnly(true);
    setFrameShape(QFrame::NoFrame);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setTabChangesFocus(true);
    document()->setDocumentMargin(0);
    document()->documentLayout()->registerHandler(kFormula, new FormulaObject(this));
    viewport()->setAutoFillBackground(false);
    setProperty("role", "words");
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void MathsText::set_text(const QString& text) {
    if (text == text_) return;
    text_ = text;
    lay_out();
}

void MathsText::lay_out() {
    formulas_ = 0;
    clear();
    const QByteArray utf8 = text_.toUtf8();
    QTextCursor cursor(document());
    QTextCharFormat plain;
    plain.setFont(font());
    qsizetype at = 0;
    const auto words_from = [&](qsizetype begin, qsizetype end) { return QString::fromUtf8(utf8.constData() + begin, end - begin); };
    for (const maths::Formula& formula : maths::find_formulas({utf8.constData(), static_cast<std::size_t>(utf8.size())})) {
        if (!formula.tree) continue;
        cursor.insertText(words_from(at, formula.source.begin), plain);
        at = formula.source.end;
        ++formulas_;
        QTextCharFormat object = plain;
        object.setObjectType(kFormula);
        object.setVerticalAlignment(QTextCharFormat::AlignMiddle);
        object.setProperty(kSource, QString::fromUtf8(utf8.constData() + formula.inner.begin, formula.inner.size()));
        object.setProperty(kDisplay, formula.display);
        const auto pieces = lay_out_pieces(*formula.tree, 16, formula.display).size();
        while (at < utf8.size() && std::strchr(".,;:!?)]}%", utf8[at]) != nullptr) ++at;
        for (std::size_t i = 0; i < pieces; ++i) {
            if (i + 1 == pieces) object.setProperty(kTail, words_from(formula.source.end, at));
            object.setProperty(kPiece, static_cast<int>(i));
            cursor.insertText(QString(QChar::ObjectReplacementCharacter), object);
        }
    }
    cursor.insertText(words_from(at, utf8.size()), plain);
    fit_height();
}

void MathsText::fit_height() {
    const int wanted = static_cast<int>(std::ceil(document()->size().height()));
    if (height() != wanted) setFixedHeight(wanted);
}

QMimeData* MathsText::createMimeDataFromSelection() const {
    // Each formula is copied once, as it was written.
    const QTextCursor selection = textCursor();
    QString copied;
    for (QTextBlock block = document()->findBlock(selection.selectionStart()); block.isValid() && block.position() < selection.selectionEnd(); block = block.next()) {
        for (auto part = block.begin(); !part.atEnd(); ++part) {
            const QTextFragment fragment = part.fragment();
            const int begin = std::max(fragment.position(), selection.selectionStart()), end = std::min(fragment.position() + fragment.length(), selection.selectionEnd());
            if (begin >= end) continue;
            const QTextCharFormat format = fragment.charFormat();
            if (format.objectType() != kFormula) {
                copied += fragment.text().mid(begin - fragment.position(), end - begin);
                continue;
            }
            if (format.intProperty(kPiece) == 0 || copied.isEmpty()) copied += (format.boolProperty(kDisplay) ? QStringLiteral("\\[%1\\]") : QStringLiteral("\\(%1\\)")).arg(format.stringProperty(kSource));
            copied += format.stringProperty(kTail);
        }
    }
    auto* data = new QMimeData;
    data->setText(copied);
    return data;
}

void MathsText::changeEvent(QEvent* event) {
    QTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange) lay_out();
}

void MathsText::resizeEvent(QResizeEvent* event) {
    QTextEdit::resizeEvent(event);
    fit_height();
}

void MathsText::wheelEvent(QWheelEvent* event) { event->ignore(); }

void MathsText::keyPressEvent(QKeyEvent* event) {
    // Esc and the arrows of the page around stay theirs; selecting and copying are the words'.
    const bool own = event->matches(QKeySequence::Copy) || event->matches(QKeySequence::SelectAll) || (event->modifiers() & Qt::ShiftModifier);
    if (own) QTextEdit::keyPressEvent(event);
    else event->ignore();
}

}  // namespace reasonscope::ui

#include "maths_text.moc"
