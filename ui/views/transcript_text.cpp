#include "ui/views/transcript_text.h"

#include <QFontInfo>
#include <QFontMetricsF>
#include <QTextBoundaryFinder>
#include <algorithm>
#include <cmath>

namespace reasonscope::ui {
namespace {

constexpr double kLineFactor = 1.55 * 0.85;
constexpr int kLongestPiece = 24;  // UTF-16 units; a longer word may be broken anywhere

/// How many bytes at the end begin a character that is not complete.
std::size_t incomplete_tail(std::string_view bytes) {
    for (std::size_t back = 1; back <= std::min<std::size_t>(3, bytes.size()); ++back) {
        const auto byte = static_cast<unsigned char>(bytes[bytes.size() - back]);
        if ((byte & 0xC0) == 0x80) continue;
        const std::size_t needed = byte >= 0xF0 && byte <= 0xF4 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC2 ? 2 : 1;
        return byte < 0xF5 && needed > back ? back : 0;
    }
    return 0;
}

}  // namespace

void TokenText::append(std::string_view bytes) {
    const bool continues = !pending_.empty();
    pending_ += bytes;
    const std::size_t tail = incomplete_tail(pending_);
    const std::size_t whole = pending_.size() - tail;
    const int before = static_cast<int>(text_.size());
    int begin = before;
    if (whole > 0) {
        const QString decoded = QString::fromUtf8(pending_.data(), static_cast<qsizetype>(whole));
        if (continues && !decoded.isEmpty())  // the first character was begun by an earlier token
            begin += decoded[0].isHighSurrogate() && decoded.size() > 1 ? 2 : 1;
        text_ += decoded;
        pending_.erase(0, whole);
    }
    begins_.push_back(begin);
}

void TokenText::flush() {
    if (pending_.empty()) return;
    text_ += QChar(QChar::ReplacementCharacter);
    pending_.clear();
}

int TokenText::token_at(int offset) const {
    const auto after = std::upper_bound(begins_.begin(), begins_.end(), offset);
    int token = std::max(0, static_cast<int>(after - begins_.begin()) - 1);
    while (token > 0 && begin(token) == end(token)) --token;  // those cover nothing
    return token;
}

void TextPart::append(std::span<const TranscriptToken> tokens) {
    for (const TranscriptToken& token : tokens) words_.append(token.bytes);
}

void TextPart::flush() {
    words_.flush();
    ended_ = true;
}

void TextPart::set_mathematics(bool on) {
    if (on == mathematics_) return;
    mathematics_ = on;
    font_ = QFont(QStringLiteral("none"), 1);  // everything is measured again
}

double TextPart::plain_height(const QFont& font) { return std::ceil(QFontMetricsF(font).height() * kLineFactor); }

void TextPart::measure(const QFont& font, float width) {
    const bool scaled = width != width_ && std::any_of(formulas_.begin(), formulas_.end(), [&](const FormulaPiece& f) { return f.scale < 1 || f.box.width > width; });
    if (font != font_ || scaled) {
        font_ = font;
        widths_.clear();
        pieces_.clear();
        drawn_.clear();
        formulas_.clear();
        lines_.clear();
        measured_ = settled_ = 0;
    }
    const bool narrower = width != width_;
    width_ = width;
    lines_.set_width(width);
    const auto size = static_cast<int>(words_.text().size());
    if (measured_ == size && !(ended_ && settled_ < size && mathematics_)) {
        if (narrower || tops_.size() != static_cast<std::size_t>(lines_.count()) + 1) place_lines(0);
        return;
    }
    int from = pieces_.empty() ? 0 : pieces_.back();  // the last word may have grown
    recut(from);
    measured_ = size;
}

/// Cuts again from `from`, or from the first formula that closed since.
void TextPart::recut(int from) {
    const QString& text = words_.text();
    std::vector<maths::Formula> found;
    const int base = settled_;
    QByteArray utf8;
    if (mathematics_) {
        utf8 = text.mid(base).toUtf8();
        const std::string_view bytes(utf8.constData(), static_cast<std::size_t>(utf8.size()));
        const std::size_t open = ended_ ? bytes.size() : maths::open_formula(bytes);
        for (maths::Formula& formula : maths::find_formulas(bytes))
            if (formula.tree && formula.source.end <= open) found.push_back(std::move(formula));
        settled_ = base + static_cast<int>(QString::fromUtf8(utf8.constData(), static_cast<qsizetype>(open)).size());
    }
    std::vector<int> begins;
    for (const maths::Formula& formula : found) begins.push_back(base + static_cast<int>(QString::fromUtf8(utf8.constData(), formula.source.begin).size()));
    if (!begins.empty()) from = std::min(from, begins.front());
    // A display formula also ends the line before it.
    const auto keep = std::upper_bound(pieces_.begin(), pieces_.end(), from) - pieces_.begin();
    int first = std::max(0, static_cast<int>(keep) - (begins.empty() ? 1 : 2));
    while (first > 0 && first < static_cast<int>(drawn_.size()) && drawn_[static_cast<std::size_t>(first)] >= 0) --first;  // settled formulas are not found again
    if (first < static_cast<int>(drawn_.size()) && drawn_[static_cast<std::size_t>(first)] >= 0) first = static_cast<int>(drawn_.size());
    from = first < static_cast<int>(pieces_.size()) ? pieces_[static_cast<std::size_t>(first)] : from;
    // Formulas from an earlier time that lie behind `from` are kept as they are.
    std::vector<FormulaPiece> kept;
    for (std::size_t i = static_cast<std::size_t>(first); i < drawn_.size(); ++i)
        if (drawn_[i] >= 0) kept.push_back(formulas_[static_cast<std::size_t>(drawn_[i])]);
    const int line = pieces_.empty() ? 0 : lines_.line_of(std::max(0, first - 1));
    pieces_.resize(std::min(pieces_.size(), static_cast<std::size_t>(first)));
    drawn_.resize(pieces_.size());
    formulas_.resize(formulas_.size() - kept.size());
    lines_.truncate(static_cast<int>(pieces_.size()));
    if (pieces_.empty())
        while (from < text.size() && text[from].isSpace()) ++from;  // white space before the first word is no layout
    std::vector<StripPiece> fresh;
    std::size_t next = 0, old = 0;
    int at = from;
    while (next < found.size() || old < kept.size()) {
        const bool take_old = old < kept.size() && (next == found.size() || kept[old].begin < begins[next]);
        const int begin = take_old ? kept[old].begin : begins[next];
        cut_words(at, begin, fresh);
        if (take_old) {
            const int piece_end = after_formula(kept[old].end);
            const bool more = old + 1 < kept.size() && kept[old + 1].begin == kept[old].end;
            add_formula(std::move(kept[old]), more ? kept[old].end : piece_end, false, fresh);
            at = more ? kept[old + 1].begin : piece_end;
            ++old;
            continue;
        }
        if (found[next].display && !fresh.empty()) fresh.back().break_after = true;
        cut_formula(found[next], utf8, base, fresh);
        at = after_formula(formulas_.back().end);
        ++next;
    }
    cut_words(at, static_cast<int>(text.size()), fresh);
    lines_.append(fresh);
    place_lines(line);
}

/// Signs that belong to a formula's end, and the white space behind them up to a new line.
int TextPart::after_formula(int offset) const {
    const QString& text = words_.text();
    while (offset < text.size() && (QStringLiteral(".,;:!?)]}'\"*").contains(text[offset]) || QStringLiteral("，。；：！？）」").contains(text[offset]))) ++offset;
    while (offset < text.size() && text[offset].isSpace()) {
        ++offset;
        if (text[offset - 1] == u'\n') break;
    }
    return offset;
}

void TextPart::add_formula(FormulaPiece piece, int end, bool display, std::vector<StripPiece>& fresh) {
    const QString tail = words_.text().mid(piece.end, end - piece.end);
    QString ink = tail;
    while (!ink.isEmpty() && ink.back().isSpace()) ink.chop(1);
    StripPiece strip;
    strip.ink_width = static_cast<float>(piece.width()) + (ink.isEmpty() ? 0 : advance(ink));
    strip.width = strip.ink_width + static_cast<float>(tail.count(u' ')) * advance(QStringLiteral(" "));
    strip.break_after = display || tail.contains(u'\n');
    pieces_.push_back(piece.begin);
    drawn_.push_back(static_cast<int>(formulas_.size()));
    formulas_.push_back(std::move(piece));
    fresh.push_back(strip);
}

void TextPart::cut_formula(const maths::Formula& formula, const QByteArray& utf8, int base, std::vector<StripPiece>& fresh) {
    std::vector<int> offsets;
    int at = base + static_cast<int>(QString::fromUtf8(utf8.constData(), formula.source.begin).size());
    const int begin = at;
    for (std::uint32_t byte = formula.source.begin; byte < formula.source.end; ++byte) {
        const auto lead = static_cast<unsigned char>(utf8[byte]);
        if ((lead & 0xC0) == 0x80) {
            offsets.push_back(offsets.empty() ? at : offsets.back());
            continue;
        }
        offsets.push_back(at);
        at += lead >= 0xF0 ? 2 : 1;
    }
    offsets.push_back(at);
    const double size = QFontInfo(font_).pixelSize();
    auto boxes = lay_out_pieces(*formula.tree, size, formula.display);
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        FormulaPiece piece;
        piece.offsets = offsets;
        piece.first_byte = formula.source.begin;
        piece.begin = i == 0 ? begin : formulas_.back().end;
        piece.end = i + 1 == boxes.size() ? at : piece.offset(std::max(boxes[i].source.end, formula.source.begin));
        piece.box = std::move(boxes[i]);
        piece.scale = piece.box.width > width_ ? std::max(0.2, static_cast<double>(width_) / piece.box.width) : 1;
        const bool last = i + 1 == boxes.size();
        const int end = last ? after_formula(piece.end) : piece.end;
        add_formula(std::move(piece), end, last && formula.display, fresh);
    }
}

void TextPart::cut_words(int from, int to, std::vector<StripPiece>& fresh) {
    if (to <= from) return;
    const QString& text = words_.text();
    const auto is_newline = [](QChar c) { return c == u'\n' || c == QChar::LineSeparator || c == QChar::ParagraphSeparator; };
    const auto add = [&](int begin, int end) {
        int ink_end = end;
        while (ink_end > begin && text[ink_end - 1].isSpace()) --ink_end;
        const QString ink = text.mid(begin, ink_end - begin), space = text.mid(ink_end, end - ink_end);
        const bool newline = std::any_of(space.begin(), space.end(), is_newline);
        StripPiece piece;
        piece.ink_width = ink.isEmpty() ? 0 : advance(ink);
        piece.width = piece.ink_width + static_cast<float>(space.count(u' ') + 4 * space.count(u'\t')) * advance(QStringLiteral(" "));
        piece.break_after = newline;
        pieces_.push_back(begin);
        drawn_.push_back(-1);
        fresh.push_back(piece);
    };
    const auto add_in_parts = [&](int begin, int end) {  // what is too long for a line is cut anywhere
        int piece = begin;
        if (end - begin > kLongestPiece) {
            QTextBoundaryFinder letters(QTextBoundaryFinder::Grapheme, text.mid(begin, end - begin));
            for (auto at = letters.toNextBoundary(); at >= 0; at = letters.toNextBoundary()) {
                const int cut = begin + static_cast<int>(at);
                if (cut - piece < kLongestPiece || cut >= end) continue;
                add(piece, cut);
                piece = cut;
            }
        }
        add(piece, end);
    };
    // Whether a number may begin a line depends on the words before it.
    constexpr int kContext = 64;
    int context = from;
    for (std::size_t i = pieces_.size(); i > 0 && drawn_[i - 1] < 0 && from - pieces_[i - 1] < kContext; --i) context = pieces_[i - 1];
    QTextBoundaryFinder breaks(QTextBoundaryFinder::Line, text.mid(context, to - context));
    breaks.setPosition(from - context);
    for (int begin = from; begin < to;) {
        const auto next = breaks.toNextBoundary();
        const int boundary = next < 0 ? to : context + static_cast<int>(next);
        // Qt's rules for numbers swallow the end of a line behind one ("243\n3^6"): a newline ends a piece all the same.
        for (int i = begin; i < boundary; ++i) {
            if (i + 1 < boundary && !is_newline(text[i])) continue;
            add_in_parts(begin, i + 1);
            begin = i + 1;
        }
    }
}

void TextPart::place_lines(int first) {
    const QFontMetricsF metrics(font_);
    const double plain = plain_height(font_), baseline = (plain - metrics.height()) / 2 + metrics.ascent();
    first = std::clamp(first, 0, static_cast<int>(baselines_.size()));
    tops_.resize(static_cast<std::size_t>(first) + 1);
    baselines_.resize(static_cast<std::size_t>(first));
    for (int line = first; line < lines_.count(); ++line) {
        double up = baseline, down = plain - baseline;
        for (int piece = lines_.line(line).first; piece < lines_.line(line).last; ++piece) {
            const FormulaPiece* f = formula(piece);
            if (f == nullptr) continue;
            up = std::max(up, f->box.ascent * f->scale + 4);
            down = std::max(down, f->box.descent * f->scale + 4);
        }
        baselines_.push_back(up);
        tops_.push_back(tops_.back() + std::ceil(up + down));
    }
}

int TextPart::line_at(double y) const {
    if (y < 0 || y >= height()) return -1;
    return static_cast<int>(std::upper_bound(tops_.begin(), tops_.end(), y) - tops_.begin()) - 1;
}

float TextPart::advance(const QString& text) {
    const auto known = widths_.constFind(text);
    if (known != widths_.cend()) return *known;
    const auto width = static_cast<float>(QFontMetricsF(font_).horizontalAdvance(text));
    widths_.insert(text, width);
    return width;
}

QString TextPart::piece_text(int piece) const {
    const FormulaPiece* f = formula(piece);
    const int begin = f ? f->end : piece_begin(piece);
    QString text = words_.text().mid(begin, piece_begin(piece + 1) - begin);
    while (!text.isEmpty() && text.back().isSpace()) text.chop(1);
    return text;
}

std::pair<int, int> TextPart::line_range(int line) const {
    const StripLine& l = lines_.line(line);
    return {piece_begin(l.first), piece_begin(l.last)};
}

int TextPart::line_of(int offset) const {
    if (pieces_.empty()) return 0;
    const auto after = std::upper_bound(pieces_.begin(), pieces_.end(), offset);
    return lines_.line_of(std::max(0, static_cast<int>(after - pieces_.begin()) - 1));
}

double TextPart::x_of(int line, int offset) const {
    const StripLine& l = lines_.line(line);
    const auto after = std::upper_bound(pieces_.begin() + l.first, pieces_.begin() + l.last, offset);
    const int piece = std::max(l.first, static_cast<int>(after - pieces_.begin()) - 1);
    if (offset >= piece_begin(l.last)) return l.width;
    const double x = lines_.x_of(piece);
    if (const FormulaPiece* f = formula(piece)) {
        if (offset >= f->end) return x + f->width() + QFontMetricsF(font_).horizontalAdvance(words_.text().mid(f->end, offset - f->end));
        double left = f->width();
        for (const FormulaMark& mark : f->box.marks)
            if (!mark.extent.isEmpty() && f->offset(mark.source.begin) >= offset) left = std::min(left, mark.extent.left() * f->scale);
        return offset <= f->begin ? x : x + left;
    }
    return x + QFontMetricsF(font_).horizontalAdvance(words_.text().mid(piece_begin(piece), offset - piece_begin(piece)));
}

std::vector<QRectF> TextPart::boxes(int line, int begin, int end) const {
    std::vector<QRectF> found;
    const QFontMetricsF metrics(font_);
    const double plain = plain_height(font_), up = (plain - metrics.height()) / 2 + metrics.ascent() - 1.5;
    const StripLine& l = lines_.line(line);
    double left = -1, right = -1;  // of the words so far
    const auto end_words = [&] {
        if (right > left && left >= 0) found.emplace_back(left, -up, right - left, plain - 3);
        left = right = -1;
    };
    const int first = std::max(l.first, static_cast<int>(std::upper_bound(pieces_.begin() + l.first, pieces_.begin() + l.last, begin) - pieces_.begin()) - 1);
    double x = lines_.x_of(first);
    for (int piece = first; piece < l.last && piece_begin(piece) < end; ++piece) {
        const double next = piece + 1 < l.last ? lines_.x_of(piece + 1) : l.width;
        const FormulaPiece* f = formula(piece);
        const int words_begin = f ? f->end : piece_begin(piece);
        if (f != nullptr && begin < f->end) {
            end_words();
            for (const FormulaMark& mark : f->box.marks) {
                if (mark.extent.isEmpty()) continue;
                const int from = f->offset(mark.source.begin), to = f->offset(mark.source.end);
                QRectF at(x + mark.extent.left() * f->scale, mark.extent.top() * f->scale, mark.extent.width() * f->scale, mark.extent.height() * f->scale);
                if (mark.text.size() == to - from && to - from > 1) {  // several tokens may share it, sign by sign
                    const double sign = at.width() / (to - from);
                    const int a = std::max(begin, from), b = std::min(end, to);
                    if (a >= b) continue;
                    at = QRectF(at.left() + (a - from) * sign, at.top(), (b - a) * sign, at.height());
                } else if (from < begin || from >= end) {
                    continue;
                }
                found.push_back(at);
            }
        }
        const int piece_end = std::min(end, piece_begin(piece + 1));
        if (piece_end > words_begin && piece_end > begin) {
            const double a = begin <= words_begin ? (f ? x + f->width() : x) : x_of(line, begin), b = piece_end >= piece_begin(piece + 1) ? next : x_of(line, piece_end);
            if (left < 0) left = a;
            right = b;
        }
        x = next;
    }
    end_words();
    return found;
}

int TextPart::offset_at(int line, double x, double y) const {
    const auto [begin, end] = line_range(line);
    if (x < 0 || x > lines_.line(line).width + 2) return -1;
    const StripLine& l = lines_.line(line);
    double at = 0;
    for (int piece = l.first; piece < l.last; ++piece) {
        const double next = piece + 1 < l.last ? lines_.x_of(piece + 1) : l.width;
        const FormulaPiece* f = formula(piece);
        if (f != nullptr && x >= at && x < at + f->width()) {
            const QPointF within((x - at) / f->scale, y / f->scale);
            const FormulaMark* mark = mark_at(f->box, within);
            if (mark == nullptr) return f->begin;
            const int from = f->offset(mark->source.begin), to = f->offset(mark->source.end);
            if (mark->text.size() != to - from || mark->extent.width() <= 0) return from;
            return from + std::clamp(static_cast<int>((within.x() - mark->extent.left()) / mark->extent.width() * (to - from)), 0, to - from - 1);
        }
        if (x < next) break;
        at = next;
    }
    int low = begin, high = end - 1;  // the last offset whose left edge is at or before x
    while (low < high) {
        const int middle = (low + high + 1) / 2;
        if (x_of(line, middle) <= x) low = middle;
        else high = middle - 1;
    }
    return low;
}

}  // namespace reasonscope::ui
