#pragma once

#include "text/normalizer.h"

namespace reasonscope::text {

/// Normalizes cluster by cluster, so that offsets stay exact outside the clusters that change. Broken UTF-8 is kept.
Piece to_unicode_form(const UnicodeForm& form, const Piece& piece, PieceStore& store);

/// Lower case character by character, without context (as Rust's char::to_lowercase).
Piece to_lowercase(const Piece& piece, PieceStore& store);

bool is_white_space(char32_t code_point);

}  // namespace reasonscope::text
