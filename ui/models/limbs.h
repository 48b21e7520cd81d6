#pragma once
// The runs around the one on show, as limbs of its decision tree: where each leaves it, by what, and what it says from there on.

#include <QString>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/session.h"

namespace reasonscope::ui {

/// Of a step against the other branch.
enum class StepDifference : std::uint8_t { None, Same, Changed, OnlyHere };

struct LimbStep {
    Step step;
    QString text;  // one line
    StepDifference difference = StepDifference::None;  // against the run that the limb hangs on
};

struct Limb {
    RunId run;
    int host = -1;    // the limb it hangs on, an index smaller than its own; -1: the run on show
    TokenPos fork;    // first token that is not the host's
    QString change;   // what was changed where it left; empty for a run that was left
    QString answer;   // one line; empty without
    std::vector<LimbStep> steps;  // those that reach beyond the fork
};

struct LimbTree {
    RunId run;                              // the one on show
    std::vector<Limb> limbs;
    std::vector<StepDifference> own;        // of the shown run's steps, against `against`
    std::optional<RunId> against;           // the run it left, else the first branch
    std::vector<BranchRow> branches;        // of the whole session
    QString change;                         // what made the shown run a branch; empty for another
    int left_out = 0;                       // runs of the family beyond kMostLimbs
};

inline constexpr int kMostLimbs = 40;

struct LimbPlace {
    RunId run;
    int host = -1;
    TokenPos fork;
    friend bool operator==(const LimbPlace&, const LimbPlace&) = default;
};
/// Where every run of the family of `run` hangs, nearest first: on the run itself or on the limb with which it shares most tokens. Runs in
/// `hidden` are left out, what hangs on them moves to where they hung.
std::vector<LimbPlace> place_limbs(std::span<const BranchRow> branches, std::span<const RunId> hidden, RunId run);

/// Differences of b's steps from index `from_b` on against a's from `from_a` on, for both sides: equal texts are the same, steps that answer
/// each other (reason/align.h) changed, the others only here. Texts too long to align (over 4 million pairs) are matched by equality alone.
struct Differences {
    std::vector<StepDifference> a, b;  // by step; None before `from`
};
Differences differences(std::span<const StoredStep> a, std::size_t from_a, std::span<const StoredStep> b, std::size_t from_b);

/// Reads the family of a run. Any thread. Errors: the reader's.
Result<LimbTree> read_limbs(const SessionReader& reader, RunId run);

}  // namespace reasonscope::ui
