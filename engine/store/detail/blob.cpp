#include "store/detail/blob.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <numeric>

namespace reasonscope::detail {
namespace {

static_assert(std::endian::native == std::endian::little, "session blobs are little-endian");
using Half = _Float16;  // IEEE 754 binary16, rounded to nearest even

template <class T>
void put(std::string& out, T value) {
    char raw[sizeof(T)];
    std::memcpy(raw, &value, sizeof(T));
    out.append(raw, sizeof(T));
}

template <class T>
T get(std::string_view blob, std::size_t index_of_t, std::size_t offset = 0) {
    T value;
    std::memcpy(&value, blob.data() + offset + index_of_t * sizeof(T), sizeof(T));
    return value;
}

std::size_t product(std::initializer_list<int> sizes) {
    std::size_t n = 1;
    for (const int size : sizes) n *= static_cast<std::size_t>(std::max(size, 0));
    return n;
}

/// Masses of one token; a hundred times what the largest models need.
constexpr std::size_t kLargestTrace = std::size_t{1} << 28;

/// Stored counts above this are damage, not data; it also keeps every product far from overflow.
bool sane(std::initializer_list<int> sizes) {
    return std::all_of(sizes.begin(), sizes.end(), [](int size) { return size >= 0 && size <= 1 << 20; });
}

}  // namespace

std::string pack_alternatives(std::span<const Alternative> alternatives, std::span<const std::string> texts) {
    std::string out;
    for (std::size_t i = 0; i < alternatives.size(); ++i) {
        const std::string_view text = i < texts.size() ? std::string_view(texts[i]).substr(0, 0xFFFF) : std::string_view();
        put<std::int32_t>(out, alternatives[i].id);
        put<float>(out, alternatives[i].probability);
        put<std::uint16_t>(out, static_cast<std::uint16_t>(text.size()));
        out += text;
    }
    return out;
}

std::optional<AlternativesValue> unpack_alternatives(std::string_view blob) {
    AlternativesValue out;
    while (!blob.empty()) {
        if (blob.size() < 10) return std::nullopt;
        const auto length = get<std::uint16_t>(blob, 0, 8);
        if (blob.size() < 10U + length) return std::nullopt;
        out.alternatives.push_back({get<std::int32_t>(blob, 0), get<float>(blob, 0, 4)});
        out.texts.emplace_back(blob.substr(10, length));
        blob.remove_prefix(10U + length);
    }
    return out;
}

bool consistent(const AttentionTrace& t) {
    const auto top = product({t.layers, t.heads, t.top_k});
    return sane({t.layers, t.heads, t.top_k, t.segments}) && t.top_positions.size() == top && t.top_weights.size() == top &&
           t.segment_mass.size() == product({t.layers, t.heads, t.segments});
}

AttentionBlobs pack(const AttentionTrace& t) {
    AttentionBlobs out;
    out.top.reserve(t.top_positions.size() * 6);
    for (const auto position : t.top_positions) put<std::int32_t>(out.top, position);
    for (const float weight : t.top_weights) put<Half>(out.top, static_cast<Half>(weight));
    if (t.segments <= kDenseSegments) {
        out.mass.reserve(t.segment_mass.size() * 2);
        for (const float mass : t.segment_mass) put<Half>(out.mass, static_cast<Half>(mass));
        return out;
    }
    const auto rows = product({t.layers, t.heads});
    const auto segments = static_cast<std::size_t>(t.segments);
    std::vector<std::int32_t> order(segments);
    out.mass.reserve(rows * kSparseMasses * 6);
    for (std::size_t row = 0; row < rows; ++row) {
        const float* mass = t.segment_mass.data() + row * segments;
        std::iota(order.begin(), order.end(), 0);
        const auto rank = [mass](std::int32_t i) { return std::isnan(mass[i]) ? -1.0F : mass[i]; };
        std::partial_sort(order.begin(), order.begin() + kSparseMasses, order.end(), [&](std::int32_t a, std::int32_t b) {
            return rank(a) != rank(b) ? rank(a) > rank(b) : a < b;
        });
        for (int i = 0; i < kSparseMasses; ++i) put<std::int32_t>(out.mass, order[static_cast<std::size_t>(i)]);
        for (int i = 0; i < kSparseMasses; ++i) put<Half>(out.mass, static_cast<Half>(mass[order[static_cast<std::size_t>(i)]]));
    }
    return out;
}

bool unpack(std::string_view top, std::string_view mass, AttentionTrace& t) {
    if (!sane({t.layers, t.heads, t.top_k, t.segments})) return false;
    const auto rows = product({t.layers, t.heads});
    const auto n = product({t.layers, t.heads, t.top_k});
    const auto segments = static_cast<std::size_t>(t.segments);
    const bool dense = t.segments <= kDenseSegments;
    if (top.size() != n * 6 || mass.size() != rows * (dense ? segments * 2 : kSparseMasses * 6U)) return false;
    if (rows * segments > kLargestTrace) return false;
    t.top_positions.resize(n);
    t.top_weights.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
        t.top_positions[i] = get<std::int32_t>(top, i);
        t.top_weights[i] = static_cast<float>(get<Half>(top, i, n * 4));
    }
    t.segment_mass.assign(rows * segments, 0.0F);
    if (dense) {
        for (std::size_t i = 0; i < rows * segments; ++i) t.segment_mass[i] = static_cast<float>(get<Half>(mass, i));
        return true;
    }
    for (std::size_t row = 0; row < rows; ++row) {
        const auto offset = row * kSparseMasses * 6U;
        for (std::size_t i = 0; i < kSparseMasses; ++i) {
            const auto segment = get<std::int32_t>(mass, i, offset);
            if (segment < 0 || segment >= t.segments) return false;
            t.segment_mass[row * segments + static_cast<std::size_t>(segment)] =
                static_cast<float>(get<Half>(mass, i, offset + kSparseMasses * 4U));
        }
    }
    return true;
}

bool consistent(const RouterTrace& t) {
    const auto layers = t.layers.size();
    const auto k = static_cast<std::size_t>(std::max(t.top_k, 0));
    const auto experts = static_cast<std::size_t>(std::max(t.experts, 0));
    return sane({t.experts, t.top_k, static_cast<int>(layers)}) && t.experts < 0xFFFF && t.chosen.size() == layers * k &&
           t.weights.size() == layers * k && (t.scores.empty() || t.scores.size() == layers * experts) &&
           (t.shared_share.empty() || t.shared_share.size() == layers) &&
           std::all_of(t.chosen.begin(), t.chosen.end(), [&](std::int32_t e) { return e >= -1 && e < t.experts; });
}

RouterBlobs pack(const RouterTrace& t) {
    RouterBlobs out;
    for (const auto layer : t.layers) put<std::int32_t>(out.choice, layer);
    for (const auto expert : t.chosen) put<std::uint16_t>(out.choice, static_cast<std::uint16_t>(expert));
    for (const float weight : t.weights) put<float>(out.choice, weight);
    for (const float share : t.shared_share) put<Half>(out.choice, static_cast<Half>(share));
    out.scores.reserve(t.scores.size() * 2);
    for (const float score : t.scores) put<Half>(out.scores, static_cast<Half>(score));
    return out;
}

bool unpack(std::string_view choice, std::string_view scores, int moe_layers, RouterTrace& t) {
    if (!sane({moe_layers, t.experts, t.top_k})) return false;
    const auto layers = static_cast<std::size_t>(moe_layers);
    const auto n = product({moe_layers, t.top_k});
    const auto without_share = layers * 4 + n * 6;
    const bool share = choice.size() == without_share + layers * 2;
    if (!share && choice.size() != without_share) return false;
    const auto all = product({moe_layers, t.experts});
    if (!scores.empty() && scores.size() != all * 2) return false;
    t.layers.resize(layers);
    t.chosen.resize(n);
    t.weights.resize(n);
    t.shared_share.resize(share ? layers : 0);
    t.scores.resize(scores.empty() ? 0 : all);
    for (std::size_t i = 0; i < layers; ++i) t.layers[i] = get<std::int32_t>(choice, i);
    for (std::size_t i = 0; i < n; ++i) {
        const auto expert = get<std::uint16_t>(choice, i, layers * 4);
        if (expert != 0xFFFF && expert >= t.experts) return false;
        t.chosen[i] = expert == 0xFFFF ? -1 : expert;
        t.weights[i] = get<float>(choice, i, layers * 4 + n * 2);
    }
    for (std::size_t i = 0; i < t.shared_share.size(); ++i)
        t.shared_share[i] = static_cast<float>(get<Half>(choice, i, without_share));
    for (std::size_t i = 0; i < t.scores.size(); ++i) t.scores[i] = static_cast<float>(get<Half>(scores, i));
    return true;
}

std::string pack_floats(std::span<const float> values) {
    std::string out;
    out.reserve(values.size() * 4);
    for (const float value : values) put<float>(out, value);
    return out;
}

std::optional<std::vector<float>> unpack_floats(std::string_view blob) {
    if (blob.size() % 4 != 0) return std::nullopt;
    std::vector<float> out(blob.size() / 4);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = get<float>(blob, i);
    return out;
}

}  // namespace reasonscope::detail
