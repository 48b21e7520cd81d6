#pragma once
// A knock-out of experts or heads as a session keeps it: result kind kKnockoutKind. docs/session-format.md has the keys.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ids.h"

namespace reasonscope {

inline constexpr std::string_view kKnockoutKind = "knockout";

/// What changes when the places are out and the same tokens are fed again. Vectors have one entry per step; prompt steps stay zero.
struct KnockoutChange {
    double answer_change = 0;         // of log p of all answer tokens together, nats
    std::vector<float> divergence;    // mean KL(run || knocked out) over the rows that predict the step, nats
    std::vector<float> log_p_change;  // of the step's mean log p per token, nats
};

struct KnockoutPlaces {
    std::string mode = "reroute";               // of experts: reroute, ablate or mean-ablate
    std::vector<std::pair<int, int>> experts;   // decoder layer, expert
    std::vector<std::pair<int, int>> heads;     // decoder layer, head
    friend bool operator==(const KnockoutPlaces&, const KnockoutPlaces&) = default;
};

struct KnockoutRecord {
    KnockoutPlaces places;
    double answer_log_p = 0;  // of the untouched run, nats
    KnockoutChange effect;
    std::optional<KnockoutPlaces> control_places;  // drawn at random with about the same load; unset when none was left to draw
    KnockoutChange control;
};

/// "reroute 2:3,2:5", "heads 0:1", "ablate 2:3 heads 0:1": places in order, each once.
std::string knockout_key(const KnockoutPlaces& places);

/// What a branch was made without, as its `detail` tells.
struct MadeWithout {
    KnockoutPlaces places;
    std::optional<RunId> means_of;  // mean-ablate: the run over whose tokens the experts' mean outputs were taken
    friend bool operator==(const MadeWithout&, const MadeWithout&) = default;
};
/// Reads `without`, `mode` and `means_of` of a branch's detail; nothing for a branch of the whole model.
std::optional<MadeWithout> parse_without(std::string_view detail);

std::string to_json(const KnockoutRecord& record);
/// Nothing when `json` is no such record.
std::optional<KnockoutRecord> parse_knockout(std::string_view json);

}  // namespace reasonscope
