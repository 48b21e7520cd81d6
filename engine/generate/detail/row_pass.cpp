#include "generate/detail/row_pass.h"

#include <algorithm>

namespace reasonscope::detail {
namespace {

constexpr std::int64_t kPrefillChunk = 256;  // bounds the scores of a pass to [heads, 256, T]

}  // namespace

Status check_rows(const ModelConfig& config, std::span<const std::int32_t> ids, TokenPos first, TokenPos last) {
    for (const auto id : ids)
        if (id < 0 || id >= config.vocab_size) return bad_input("Token {} is outside the model's vocabulary of {}.", id, config.vocab_size);
    if (ids.size() > static_cast<std::size_t>(config.context))
        return bad_input("The run has {} tokens, but the model's context holds {}.", ids.size(), config.context);
    if (first.value < 1 || first >= last || last.value > static_cast<int>(ids.size()))
        return bad_input("There are no tokens {} to {} that the model could predict; they are 1 to {}.", first.value, last.value - 1, static_cast<int>(ids.size()) - 1);
    return {};
}

void run_rows(const Decoder& decoder, std::span<const std::int32_t> ids, TokenPos first, TokenPos last, const ForwardHooks& hooks, WantedRows& wanted) {
    const std::int64_t rows = last.value - 1;
    at::Tensor input = at::empty({1, rows}, at::kLong);
    std::copy_n(ids.begin(), rows, input.data_ptr<std::int64_t>());
    input = input.to(decoder.options().device());
    auto cache = KvCache::allocate(decoder.config(), 1, rows, decoder.options());
    for (std::int64_t at = 0; at < rows; at += kPrefillChunk) {
        const auto n = std::min(kPrefillChunk, rows - at);
        const auto from = std::max<std::int64_t>(at, first.value - 1);
        wanted = {from - at, n, from};
        (void)decoder.forward(input.narrow(1, at, n), &cache, &hooks);
    }
}

}  // namespace reasonscope::detail
