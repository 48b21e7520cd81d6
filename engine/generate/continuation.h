#pragma once
// What a run takes over from another one, and what it is made to do or kept from doing.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "generate/prefix_cache.h"
#include "model/config.h"
#include "text/tokenizer.h"

namespace reasonscope {

/// What happens to tokens that would have used an expert that is out.
enum class KnockoutMode {
    Reroute,     // the router chooses among the others
    Ablate,      // the expert's share is missing, nothing is renormalised
    MeanAblate,  // the expert gives its mean output over a chain instead
};
std::string_view name(KnockoutMode mode);  // "reroute", "ablate", "mean-ablate"
Result<KnockoutMode> parse_knockout_mode(std::string_view text);

/// Parts of the model that are out during a run; a head's output is zero whatever the mode.
struct Ablation {
    struct Part {
        LayerId layer;
        int index = 0;  // expert or head
        friend auto operator<=>(const Part&, const Part&) = default;
    };
    std::vector<Part> experts, heads;
    KnockoutMode mode = KnockoutMode::Reroute;  // of experts
    std::vector<std::vector<float>> stand_ins;  // MeanAblate: what each of `experts` gives instead, [experts out][hidden], before its weight
    [[nodiscard]] bool empty() const { return experts.empty() && heads.empty(); }
    friend bool operator==(const Ablation&, const Ablation&) = default;
};
/// "experts 2:3,2:5 heads 0:1", in order and each once; empty for nothing. The mode is not told.
std::string describe(const Ablation& ablation);
/// Two runs of one model with equal keys compute the same: places, mode and a digest of what stands in.
std::string ablation_key(const Ablation& ablation);
/// BadInput for a layer, expert or head that does not exist, when rerouting would leave a layer fewer experts than a token uses, when no
/// expert of a layer would be left, and for stand-ins of another number or size.
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
