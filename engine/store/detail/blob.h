#pragma once
// The packed values of a session file, byte by byte as docs/session-format.md writes them down. Little-endian.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "trace/events.h"

namespace reasonscope::detail {

/// Up to this many segments every mass is kept; with more, only the kSparseMasses strongest of each head.
inline constexpr int kDenseSegments = 64;
inline constexpr int kSparseMasses = 32;

struct AlternativesValue {
    std::vector<Alternative> alternatives;
    std::vector<std::string> texts;
};
std::string pack_alternatives(std::span<const Alternative> alternatives, std::span<const std::string> texts);
std::optional<AlternativesValue> unpack_alternatives(std::string_view blob);

struct AttentionBlobs {
    std::string top, mass;
};
/// Whether the vectors have the sizes that the counts promise.
bool consistent(const AttentionTrace& trace);
AttentionBlobs pack(const AttentionTrace& trace);
/// `shape` carries the counts; its vectors are filled. False when the blobs don't fit them.
bool unpack(std::string_view top, std::string_view mass, AttentionTrace& shape);

struct RouterBlobs {
    std::string choice, scores;
};
bool consistent(const RouterTrace& trace);
RouterBlobs pack(const RouterTrace& trace);
/// Without scores when `scores` is empty.
bool unpack(std::string_view choice, std::string_view scores, int moe_layers, RouterTrace& shape);

std::string pack_floats(std::span<const float> values);
std::optional<std::vector<float>> unpack_floats(std::string_view blob);

}  // namespace reasonscope::detail
