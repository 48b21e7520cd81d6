#include "explain/detail/streams.h"

#include "model/detail/guarded.h"

namespace reasonscope::detail {
namespace {

constexpr std::int64_t kChunk = 256;

}  // namespace

Streams read_streams(const Decoder& decoder, const at::Tensor& ids, bool attended, const std::stop_token& stop) {
    const auto layers = static_cast<std::size_t>(decoder.config().layers);
    const auto length = ids.size(1);
    Streams streams;
    const auto room = [&] { return at::empty({length, decoder.config().hidden_size}, decoder.options()); };
    for (std::size_t l = 0; l <= layers; ++l) streams.before.push_back(room());
    for (std::size_t l = 0; attended && l < layers; ++l) streams.attended.push_back(room());
    std::int64_t at = 0;
    const auto keep = [&at](at::Tensor& stream, const at::Tensor& x) { stream.narrow(0, at, x.size(1)).copy_(x.squeeze(0)); };
    ForwardHooks hooks;
    hooks.attention = [&stop](int, const at::Tensor& weights) {
        if (stop.stop_requested()) throw Stopped{};
        return weights;
    };
    hooks.embedded = [&](const at::Tensor& x) {
        keep(streams.before[0], x);
        return x;
    };
    if (attended) hooks.attended = [&](int layer, const at::Tensor& x) { keep(streams.attended[static_cast<std::size_t>(layer)], x); };
    hooks.residual = [&](int layer, const at::Tensor& x) { keep(streams.before[static_cast<std::size_t>(layer) + 1], x); };
    auto cache = KvCache::allocate(decoder.config(), 1, length, decoder.options());
    for (; at < length; at += kChunk) (void)decoder.forward(ids.narrow(1, at, std::min(kChunk, length - at)), &cache, &hooks);
    return streams;
}

}  // namespace reasonscope::detail
