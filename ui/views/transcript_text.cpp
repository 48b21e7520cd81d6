#include "ui/views/transcript_text.h"

#include <QFontMetricsF>
#include <QTextBoundaryFinder>
#include <algorithm>

namespace reasonscope::ui {
namespace {

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

void TextPart::flush() { words_.flush(); }

void TextPart::measure(const QFont& font, float width) {
    if (font != font_) {
        font_ = font;
        widths_.clear();
        pieces_.clear();
        lines_.clear();
        measured_ = 0;
    }
    lines_.set_width(width);
    if (measured_ == words_.text().size()) return;
    int from = 0;
    if (!pieces_.empty()) {  // the last word may have grown
        from = pieces_.back();
        pieces_.pop_back();
        lines_.truncate(static_cast<int>(pieces_.size()));
    }
    cut_pieces(from);
    measured_ = static_cast<int>(words_.text().size());
}

void TextPart::cut_pieces(int from) {
    const QString& text = words_.text();
    if (pieces_.empty())
        while (from < text.size() && text[from].isSpace()) ++from;  // white space before the first word is no layout
    std::vector<StripPiece> fresh;
    const auto add = [&](int begin, int end) {
        int ink_end = end;
        while (ink_end > begin && text[ink_end - 1].isSpace()) --ink_end;
        const QString ink = text.mid(begin, ink_end - begin), space = text.mid(ink_end, end - ink_end);
        const bool newline = space.contains(u'\n') || space.contains(QChar::LineSeparator) || space.contains(QChar::ParagraphSeparator);
        StripPiece piece;
        piece.ink_width = ink.isEmpty() ? 0 : advance(ink);
        piece.width = piece.ink_width + static_cast<float>(space.count(u' ') + 4 * space.count(u'\t')) * advance(QStringLiteral(" "));
        piece.break_after = newline;
        pieces_.push_back(begin);
        fresh.push_back(piece);
    };
    QTextBoundaryFinder breaks(QTextBoundaryFinder::Line, text.mid(from));
    int begin = from;
    while (true) {
        const auto next = breaks.toNextBoundary();
        const int end = next < 0 ? static_cast<int>(text.size()) : from + static_cast<int>(next);
        if (end > begin) {
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
            begin = end;
        }
        if (next < 0) break;
    }
    lines_.append(fresh);
}

float TextPart::advance(const QString& text) {
    const auto known = widths_.constFind(text);
    if (known != widths_.cend()) return *known;
    const auto width = static_cast<float>(QFontMetricsF(font_).horizontalAdvance(text));
    widths_.insert(text, width);
    return width;
}

QString TextPart::piece_text(int piece) const {
    QString text = words_.text().mid(piece_begin(piece), piece_begin(piece + 1) - piece_begin(piece));
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
    return x + QFontMetricsF(font_).horizontalAdvance(words_.text().mid(piece_begin(piece), offset - piece_begin(piece)));
}

int TextPart::offset_at(int line, double x) const {
    const auto [begin, end] = line_range(line);
    if (x < 0 || x > lines_.line(line).width + 2) return -1;
    int low = begin, high = end - 1;  // the last offset whose left edge is at or before x
    while (low < high) {
        const int middle = (low + high + 1) / 2;
        if (x_of(line, middle) <= x) low = middle;
        else high = middle - 1;
    }
    return low;
}

}  // namespace reasonscope::ui
