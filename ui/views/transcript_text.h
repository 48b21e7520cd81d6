#pragma once
// The laid-out words of a transcript: bytes of tokens to text, text to pieces, pieces to lines, lines to y. No painting.

#include <QFont>
#include <QHash>
#include <QString>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ui/geometry/line_break.h"
#include "ui/views/data.h"

namespace reasonscope::ui {

/// Decodes tokens whose bytes may split a character. Each character belongs to the token that began it; tokens that only
/// continue one cover no text of their own.
class TokenText {
public:
    void append(std::string_view bytes);
    void flush();  // what is still incomplete can't be completed any more
    [[nodiscard]] const QString& text() const { return text_; }
    [[nodiscard]] int tokens() const { return static_cast<int>(begins_.size()); }
    [[nodiscard]] int begin(int token) const { return begins_[static_cast<std::size_t>(token)]; }  // UTF-16 offset
    [[nodiscard]] int end(int token) const { return token + 1 < tokens() ? begin(token + 1) : static_cast<int>(text_.size()); }
    [[nodiscard]] int token_at(int offset) const;  // the token that covers a UTF-16 offset

private:
    QString text_;
    std::string pending_;  // first bytes of a character
    std::vector<int> begins_;
};

/// One part (prompt, thinking, answer) broken into lines.
class TextPart {
public:
    TranscriptPart part = TranscriptPart::Prompt;
    int first_token = 0;  // index into the transcript's tokens
    double top = 0;       // of the header, view units

    void append(std::span<const TranscriptToken> tokens);
    void flush();
    void measure(const QFont& font, float width);  // after append, or for a new font or width

    [[nodiscard]] const TokenText& words() const { return words_; }
    [[nodiscard]] const StripLines& lines() const { return lines_; }
    [[nodiscard]] int piece_begin(int piece) const {
        return piece < static_cast<int>(pieces_.size()) ? pieces_[static_cast<std::size_t>(piece)] : static_cast<int>(words_.text().size());
    }
    [[nodiscard]] QString piece_text(int piece) const;  // without the newline
    /// UTF-16 range of a line.
    [[nodiscard]] std::pair<int, int> line_range(int line) const;
    [[nodiscard]] int line_of(int offset) const;
    [[nodiscard]] double x_of(int line, int offset) const;   // within the line
    [[nodiscard]] int offset_at(int line, double x) const;   // character under x; -1 right of the text

private:
    void cut_pieces(int from_offset);
    [[nodiscard]] float advance(const QString& text);

    TokenText words_;
    StripLines lines_;
    std::vector<int> pieces_;  // UTF-16 begin of each piece
    QFont font_;
    QHash<QString, float> widths_;
    int measured_ = 0;  // UTF-16 units already cut
};

}  // namespace reasonscope::ui
