#pragma once
// From step-to-step weights to edges, the provenance tree and the decision tree. Pure functions.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/ids.h"
#include "reason/step.h"

namespace reasonscope {

/// Row-major [n, n]; w[r, c] says how much step r rests on step c < r. Rows of prompt steps are zero.
struct StepMatrix {
    int n = 0;
    std::vector<float> w;
    StepMatrix() = default;
    explicit StepMatrix(int size) : n(size), w(static_cast<std::size_t>(size) * static_cast<std::size_t>(size), 0.0F) {}
    [[nodiscard]] float at(int r, int c) const { return w[static_cast<std::size_t>(r) * static_cast<std::size_t>(n) + static_cast<std::size_t>(c)]; }
    float& at(int r, int c) { return w[static_cast<std::size_t>(r) * static_cast<std::size_t>(n) + static_cast<std::size_t>(c)]; }
};

/// A method's mass on each source, divided by the tokens of the source: the score by which sources are ranked. Where nothing is known every
/// token counts alike, so that a source's expected share of the mass is its share of the tokens, and a long source leads whatever it says.
/// Divided by the row's mean the score is the enrichment over even weights. (Thought Anchors, arXiv 2506.19143, takes means over the source's
/// columns as well.) The mass is the score times the tokens.
StepMatrix per_token(StepMatrix mass, std::span<const Step> steps);

/// How an edge was obtained. Labelled: somebody who read the text said so; nothing of a model was measured.
enum class EvidenceGrade : std::uint8_t { Observed, Tested, Labelled };
std::string_view name(EvidenceGrade grade);  // "observed", "tested", "labelled"
std::optional<EvidenceGrade> parse_evidence_grade(std::string_view text);

/// `step` rests on `source`, says one method.
struct Edge {
    StepId step, source;
    float weight = 0;          // share of the row, [0,1]: rows are normalised over candidate sources
    float control = 0;         // expected weight of a source drawn at random from the same row's candidates
    bool strongest = false;    // this is the step's tree parent
    EvidenceGrade grade = EvidenceGrade::Observed;
    std::string method;        // "attention", "gradient"
};

/// Which method to show when nobody chose: the lowest rank. In the order of top-1 and average precision together where parents are known
/// (`reasonscope faithfulness`, R1-mini: reasonscope-faithfulness.json in its folder); then all others alike, the combination (evidence) last.
int method_rank(std::string_view method);
/// The lowest rank among the edges; empty without edges.
std::string preferred_method(std::span<const Edge> edges);

struct EdgeSettings {
    int max_per_step = 3;
    float min_share_of_max = 0.25F;  // keep an edge only when weight >= this x the row's largest
};

/// Edges of every non-prompt step: the strongest and the others that pass `settings`. Rows are normalised first.
std::vector<Edge> edges_from(const StepMatrix& matrix, std::span<const Step> steps, std::string_view method,
                             EvidenceGrade grade, const EdgeSettings& settings = {});

/// A tree as flat nodes in drawing order; parent is an index into the same vector, -1 for the root.
struct ProvenanceNode {
    StepId step;
    int parent = -1;
    int depth = 0;
    float weight = 0;  // of the edge to the parent: how much the parent rests on this step
};
/// Root = `root`; children = the steps it rests on. Each step stands once, under the later step that rests on it most.
std::vector<ProvenanceNode> provenance_tree(std::span<const Edge> edges, StepId root);

/// A place where the model nearly went elsewhere.
struct DecisionPoint {
    TokenPos position;
    StepId step;
    float entropy = 0;  // nats
    float probability = 0;  // of the token taken
    std::int32_t alternative_id = 0;
    float alternative_probability = 0;
};

struct TokenUncertainty {
    TokenPos position;
    float entropy = 0, probability = 0;
    std::int32_t best_alternative = -1;  // most probable token not taken, -1 if none
    float best_alternative_probability = 0;
};
/// The strongest unexplored alternatives (probability at least 1 %), at most `limit`, ordered by position; score = entropy x (1 - p taken).
std::vector<DecisionPoint> decision_points(std::span<const TokenUncertainty> tokens, std::span<const Step> steps, int limit = 8);

/// The path of a run with ghosts: node per step in order, ghosts hang below the step in which they would have branched off.
struct DecisionNode {
    StepId step;               // the step, or for a ghost the step it branches from
    int parent = -1;
    bool ghost = false;
    TokenPos at;               // ghost: token position of the alternative
    std::int32_t token_id = -1;  // ghost: the alternative token
    float probability = 1;     // ghost: of the alternative; step: geometric mean of its tokens' probabilities
};
std::vector<DecisionNode> decision_tree(std::span<const Step> steps, std::span<const TokenUncertainty> tokens,
                                        std::span<const DecisionPoint> points);

}  // namespace reasonscope
