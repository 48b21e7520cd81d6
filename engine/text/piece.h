#pragma once
// A stretch of text on its way to the model, which remembers where in the caller's text each of its bytes came from.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace reasonscope::text {

struct Piece {
    std::string_view text;
    const std::uint32_t* origins = nullptr;  // [text.size()] original byte offsets, or null: base, base + 1, ...
    std::uint32_t base = 0;
    bool valid = true;  // text is UTF-8 throughout

    [[nodiscard]] std::uint32_t origin(std::size_t i) const {
        return origins ? origins[i] : base + static_cast<std::uint32_t>(i);
    }
    [[nodiscard]] Piece sub(std::size_t begin, std::size_t end) const {
        return {text.substr(begin, end - begin), origins ? origins + begin : nullptr,
                base + static_cast<std::uint32_t>(begin), valid};
    }
};

/// Owns the texts that rewriting makes, for as long as pieces point into them.
struct RewrittenText {
    std::string text;
    std::vector<std::uint32_t> origins;
};
using PieceStore = std::deque<RewrittenText>;

/// Writes a changed copy of a piece, front to back.
class Rewriter {
public:
    Rewriter(const Piece& source, PieceStore& store) : source_(source), out_(store.emplace_back()) {
        out_.text.reserve(source.text.size() + 8);
        out_.origins.reserve(source.text.size() + 8);
    }
    void keep(std::size_t begin, std::size_t end) {
        out_.text += source_.text.substr(begin, end - begin);
        for (std::size_t i = begin; i < end; ++i) out_.origins.push_back(source_.origin(i));
    }
    /// New bytes that stand for the source from byte `at` on.
    void put(std::string_view bytes, std::size_t at) {
        out_.text += bytes;
        out_.origins.insert(out_.origins.end(), bytes.size(), source_.origin(at));
    }
    [[nodiscard]] Piece done() const { return {out_.text, out_.origins.data(), source_.base, source_.valid}; }

private:
    Piece source_;
    RewrittenText& out_;
};

/// The piece with `bytes` in front of it; it must not be empty.
inline Piece prepend(const Piece& piece, std::string_view bytes, PieceStore& store) {
    Rewriter rewriter(piece, store);
    rewriter.put(bytes, 0);
    rewriter.keep(0, piece.text.size());
    return rewriter.done();
}

}  // namespace reasonscope::text
