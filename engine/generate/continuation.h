#pragma once
// What a run takes over from another one, and what it is made to do or kept from doing.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "generate/prefix_cache.h"
#include "model/config.h"
#include "text/tokenizer.h"

namespace reasonscope {

/// Parts of the model that are out during a run: the router chooses among the other experts, a head's output is zero.
struct Ablation {
    struct Part {
        LayerId layer;
        int index = 0;  // expert or head
        friend auto operator<=>(const Part&, const Part&) = default;
    };
    std::vector<Part> experts, heads;
    [[nodiscard]] bool empty() const { return experts.empty() && heads.empty(); }
    friend bool operator==(const Ablation&, const Ablation&) = default;
};
/// "experts 2:3,2:5 heads 0:1"; empty for nothing.
std::string describe(const Ablation& ablation);
/// BadInput for a layer, expert or head that does not exist, and when a layer would keep fewer experts than a token uses.
Status check(const Ablation& ablation, const ModelConfig& config);

/// True when `id` must not follow `written` (the ids generated so far).
using Refusal = std::function<bool(std::span<const std::int32_t> written, std::int32_t id)>;

struct Continuation {
    std::vector<std::int32_t> forced;  // written first, whatever the model would choose; traced like any other token
    int draws_before = 0;              // draws of the seed that tokens in the prompt used up when another run wrote them
    Refusal refuses;                   // asked for every token that is chosen freely; its logits count as -inf
    Ablation ablation;
    PrefixCache* cache = nullptr;      // read before the run, and given this run's keys and values after it
};

/// Refuses every token whose bytes would complete one of `phrases` in the text, across token boundaries: a mask on the logits, without going
/// back, so that the words before the last one of a phrase may still be written. Bytes are compared as they are. `before`: the text
/// that the run goes on from. `tokenizer` must outlive the result. Empty phrases are left out.
Refusal ban_phrases(const Tokenizer& tokenizer, std::vector<std::string> phrases, std::string before);

}  // namespace reasonscope
