#pragma once
// Row kernels of passes that run in differences from an unchanged one (see changes.h), on plain pointers; bf16 is its two bytes. Compiled for
// several instruction sets and chosen at load time.

#include <cstdint>

namespace reasonscope::detail::kernels {

/// out[i] = bf16 of changed[i] - known[i], to nearest, for i in [begin, end).
void rounded_difference(const float* changed, const float* known, std::int64_t begin, std::int64_t end, std::uint16_t* out);

/// out[i] = known[i] + change[i].
void with_change(const float* known, const std::uint16_t* change, std::int64_t begin, std::int64_t end, float* out);

/// Attention rows [heads, rows, keys] whose scores changed.
struct ChangedRows {
    const float* weights;       // of the unchanged pass, [heads, weight_rows, keys]; these rows begin at first_row
    std::uint16_t* by_queries;  // [heads, rows, keys] change of the scores by the queries; becomes the change of the weights
    std::uint16_t* by_keys;     // [heads, rows, keys - own] change of the scores by the keys from `own` on; becomes their new weights
    bool scores_changed;        // false: what is in by_queries and by_keys is not read
    float scale;                // of the scores
    bool sinks;                 // what the weights of a row lack to 1 is a sink's
    std::int64_t rows, keys, weight_rows, first_row, own;
    std::int64_t seen;                        // keys that the first row sees; each further row sees one more
    std::int64_t hidden_first, hidden_last;  // keys that none of them sees any longer
};

/// w' = w exp(scale * change) / sum over the keys that are still seen. Changes beyond +-87 count as that. Rows [begin, end) of heads * rows.
void changed_softmax(const ChangedRows& of, std::int64_t begin, std::int64_t end);

/// Over one slab of `n` tokens, for rows i in [begin, end): adds sum p c to mean[i] and sum p (exp(c) - 1) to lifted[i], where c = scale *
/// change[i] [rows, n] and p is row which[i] of `shares`, rows `stride` apart. c beyond +-87 counts as that.
template <class Number>  // float, or std::uint16_t for bf16
void changed_shares(const float* shares, std::int64_t stride, const std::int64_t* which, const Number* change, std::int64_t n, float scale,
                    std::int64_t begin, std::int64_t end, double* mean, double* lifted);

}  // namespace reasonscope::detail::kernels
