#pragma once
// What a run's routing says: load, entropy, enrichment per step class, specialisation, co-activation and likeness of steps.
//
// Notation as in OLMoE (arXiv 2409.02060): N_e assignments to expert e in one layer, T tokens, k experts per token, E experts,
// f_e = N_e / (T k). The uniform baseline of f_e is 1/E, that of the share of tokens that use e is k/E. Pure functions.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "reason/routing.h"
#include "reason/step.h"

namespace reasonscope {

/// Balance of one layer's experts over some tokens.
struct LayerUse {
    int layer = 0;                     // decoder layer
    std::vector<std::int64_t> count;   // [E] N_e
    double max_over_mean = 0;          // E max f; 1 is even
    double variation = 0;              // standard deviation of N_e / their mean
    double gini = 0;                   // 0 even, 1 - 1/E all on one
    double entropy = 0;                // H(f) / ln E; 1 is even
    int dead = 0;                      // experts with f_e < 0.1 / E
    double router_entropy = -1;        // mean H(p_t) / ln E of the router's own scores; negative when they were not recorded
};

/// The tokens of one step, one class or the whole run.
struct GroupUse {
    int id = -1;                   // StepId or StepClass; -1 the whole run
    std::int64_t tokens = 0;
    std::vector<LayerUse> layers;  // [M]
};

/// One expert on one class: how much more it is used there than over the whole run.
struct Enrichment {
    int layer = 0, expert = 0;
    StepClass cls = StepClass::Unknown;
    std::int64_t count = 0;    // N_{e,c}
    double share = 0;          // specialisation N_{e,c} / T_c: share of the class's tokens that use e; baseline k/E
    double log_ratio = 0;      // ln((N_{e,c} + 1) / (T_c k + E)) - ln((N_e + 1) / (T k + E))
    double p = 1;              // two-sided: twice the share of shuffles at least as far out in the same direction
    double q = 1;              // p corrected for the number of cells (Benjamini-Hochberg)
};

/// I(expert; step class) of one layer, and what shuffled classes give.
struct ClassInformation {
    int layer = 0;
    double nats = 0;
    double chance = 0;  // mean over the shuffles: a short run has some by chance
    double p = 1;       // share of shuffles with at least as much
};

/// Two experts of a layer on the same token.
struct CoActivation {
    int layer = 0, expert = 0, other = 0;
    std::int64_t count = 0;  // N_ij
    double share = 0;        // N_ij / N_i with i the rarer one; baseline (k - 1) / (E - 1)
};

struct ExpertAnalysis {
    int experts = 0, top_k = 0, shuffles = 0;
    std::uint64_t seed = 0;
    double even_load = 0, even_share = 0, even_pair = 0;  // 1/E, k/E, (k - 1)/(E - 1)
    GroupUse run;
    std::vector<GroupUse> steps;             // steps with routed tokens, by id
    std::vector<GroupUse> classes;           // classes of those steps, by StepClass
    std::vector<Enrichment> enrichments;     // of experts that were used; strongest evidence first: by q, then by |log ratio|
    std::vector<ClassInformation> information;  // [M]; empty with fewer than two classes
    std::vector<CoActivation> pairs;         // most shared first
    std::vector<float> likeness;             // [steps, steps] 1 - Jensen-Shannon divergence (base 2) of the expert histograms, mean over layers
};

struct AnalysisSettings {
    int shuffles = 999;
    std::uint64_t seed = 1;
};

/// Tokens outside all steps count for the run alone. The shuffles give each step the class of another: tokens of a step stay together, so
/// that neighbours that repeat each other are not taken for evidence.
ExpertAnalysis analyse_experts(const Routing& routing, std::span<const Step> steps, const AnalysisSettings& settings = {});

/// A text that an expert works on: vocabulary specialisation N_{x,e} / N_x for tokens x as written.
struct ExpertToken {
    std::string text;         // raw bytes
    std::int64_t count = 0;   // N_{x,e}
    std::int64_t of = 0;      // N_x
    double log_ratio = 0;     // as in Enrichment, with the tokens of this text as the group
};

/// Texts in which `expert` of MoE layer `layer` (index into routing.layers) is enriched, most first, at most `limit`.
std::vector<ExpertToken> top_tokens(const Routing& routing, std::size_t layer, int expert, std::size_t limit);

}  // namespace reasonscope
