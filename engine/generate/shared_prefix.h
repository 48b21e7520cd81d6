#pragma once
// Other ways a chain could have gone on: the chain is read once, and every continuation starts from the keys and values of the prefix it keeps.

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "base/result.h"
#include "generate/generator.h"
#include "model/model.h"

namespace reasonscope {

struct Rollout {
    std::vector<std::int32_t> ids;  // behind the prefix: the start that was given, what the model wrote, the stop token included
    StopReason reason = StopReason::StopToken;
};

/// How likely given tokens are behind a prefix.
struct TokenScore {
    double log_p = 0;     // nats, temperature 1
    bool likeliest = false;
};

/// Holds the model's cache of one chain; one thread at a time may use it, and nothing else may run the model meanwhile.
class SharedPrefix {
public:
    /// Reads `ids` [T] once. `model` must outlive this object. Errors: BadInput for ids outside the vocabulary or the context; Cancelled.
    static Result<SharedPrefix> read(const Model& model, std::span<const std::int32_t> ids, std::stop_token stop);
    SharedPrefix(SharedPrefix&&) noexcept;
    SharedPrefix& operator=(SharedPrefix&&) noexcept;
    ~SharedPrefix();

    /// Logits [vocab] of the token that follows the first `prefix` tokens, 1 <= prefix <= T.
    Result<std::vector<float>> next_logits(int prefix) const;

    /// One continuation per start: the chain's first `prefix` tokens, that start's tokens, then what the sampler picks; number i draws with
    /// seed settings.sampler.seed + i. All go on side by side, as many at once as fit 512 MB of cache. Trace settings are not looked at.
    /// Checks `stop` in every layer. Errors: BadInput for a prefix that does not exist or leaves no room; Cancelled.
    Result<std::vector<Rollout>> continue_from(int prefix, std::span<const std::vector<std::int32_t>> starts, const GenerateSettings& settings,
                                                    std::stop_token stop) const;

    /// Each of `tokens` as it would follow the first `prefix` tokens. One pass over the tokens; the chain's cache is as before afterwards.
    Result<std::vector<TokenScore>> score(int prefix, std::span<const std::int32_t> tokens, std::stop_token stop) const;

private:
    struct Impl;
    explicit SharedPrefix(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace reasonscope
