#pragma once
// What is known of how true a model's explanations are: the result of measuring every method on problems with known parents, kept per model.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "store/session.h"
#include "store/trust.h"

namespace reasonscope {

/// 95 % interval by the bootstrap over problems; where several models shared them, over models and then over each one's problems.
struct Interval {
    double low = 0, high = 0;
};

/// Means over steps, of one way to rank a step's candidate sources.
struct RankingScore {
    double top1 = 0;                        // the strongest source is a true parent
    double ap = 0;                          // average precision against the true parents
    Interval top1_range, ap_range;
    double over_chance = 0;                 // top1 less what a random order of the same candidates reaches
    Interval over_chance_range;
    double strict_top1 = 0, strict_ap = 0;  // soft parents are candidates and wrong
    double mass_top1 = 0, mass_ap = 0;      // methods: ranked by weight times the tokens of the source, which long sources gain from
    double deletion_auc = 0;   // mean log p per token of the step while its sources are hidden strongest first: low is good
    double insertion_auc = 0;  // the same while they come back strongest first: high is good
    double far_deletion_auc = 0, far_insertion_auc = 0;  // of the steps whose nearest candidate is no parent: where recency errs
    double seconds = 0;        // per chain
};

struct NamedScore {
    std::string name;
    std::string grade;  // "observed", "tested"; "mixed" of all together; empty for a baseline
    RankingScore score;
};

struct FaithfulnessResult {
    std::string fingerprint;  // of the model; empty for untrained ones
    std::string measured;     // ISO 8601, UTC
    std::uint64_t seed = 0;   // of the problems
    int models = 1;           // untrained models that shared the problems
    int problems = 0;         // asked
    int chains = 0;           // with at least one known step
    int n = 0;                // known steps measured
    int skipped = 0;          // known steps without a wrong candidate, which every ranking gets right: not counted
    int curves = 0, far_curves = 0;  // steps with curves
    int headless = 0;         // chains of models none of whose heads passed the calibration: calibrated-heads names nothing there and counts as chance
    std::vector<NamedScore> methods, baselines;  // methods: those of methods(), and kEvidenceMethod; baselines: random, recency, length, shared-words
    std::string default_fast, default_tested;
};

/// {"n","default","methods":{NAME:{"top1","ap","deletion_auc","insertion_auc","seconds",...}},"baselines":{...}}
std::string to_json(const FaithfulnessResult& result);
std::string to_table(const FaithfulnessResult& result);
/// nullopt for text that to_json did not write.
std::optional<FaithfulnessResult> parse_faithfulness(std::string_view json);
/// What a report says of the model. Without the fast method where no head passed its calibration in any chain.
Trust trust_in(const FaithfulnessResult& result);
/// Methods whose interval of over_chance lies above zero.
std::vector<std::string> above_chance(const FaithfulnessResult& result);

/// What was measured for exactly these weights: the newest of the person's own measurement, kept in
/// $XDG_DATA_HOME/reasonscope/faithfulness/FINGERPRINT.json, else reasonscope-faithfulness.json in the model's folder.
std::optional<FaithfulnessResult> known_faithfulness(const std::string& fingerprint, const std::filesystem::path& model_folder);
/// Keeps it for known_faithfulness(); makes the folder. BadInput without a fingerprint.
Status store_faithfulness(const FaithfulnessResult& result);

/// Writes what is known of the run's model into the session as kTrustKind; replaces what stood there. Nothing known: does nothing.
Status note_faithfulness(SessionWriter& session, RunId run, const std::optional<FaithfulnessResult>& known);
/// The same for every run of the session that this model made.
Status note_faithfulness(SessionWriter& session, const SessionReader& reader, const FaithfulnessResult& known);

/// trust_in() what is known of the run's model by now, whenever the run was asked; nothing when nothing is known, or no such run.
std::optional<Trust> known_trust(const SessionReader& reader, RunId run);

}  // namespace reasonscope
