// reasonscope experts: what the routing of a stored run says, with the chance of each finding.

#include <cmath>
#include <memory>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "reason/experts.h"
#include "store/session.h"

namespace reasonscope::cli {
namespace {

struct Options {
    std::string session;
    std::int64_t run = 0;
    int shuffles = 999, top = 5;
    std::uint64_t seed = 1;
    bool json = false;
};

Json layer_json(const LayerUse& use) {
    Json out = {{"layer", use.layer},         {"count", use.count},     {"max_over_mean", use.max_over_mean}, {"variation", use.variation},
                {"gini", use.gini},           {"entropy", use.entropy}, {"dead", use.dead}};
    out["router_entropy"] = use.router_entropy < 0 ? Json() : Json(use.router_entropy);
    return out;
}

Json group_json(const GroupUse& group, const char* key, Json id) {
    Json out = Json::object();
    if (key) out[key] = std::move(id);
    out["tokens"] = group.tokens;
    out["layers"] = Json::array();
    for (const LayerUse& layer : group.layers) out["layers"].push_back(layer_json(layer));
    return out;
}

Json tokens_json(const Routing& routing, int top) {
    Json out = Json::array();
    for (std::size_t layer = 0; layer < routing.layers.size(); ++layer) {
        for (int expert = 0; expert < routing.experts; ++expert) {
            Json list = Json::array();
            for (const ExpertToken& token : top_tokens(routing, layer, expert, static_cast<std::size_t>(top)))
                list.push_back({{"text", token.text}, {"count", token.count}, {"of", token.of}, {"log_ratio", token.log_ratio}});
            out.push_back({{"layer", routing.layers[layer]}, {"expert", expert}, {"tokens", std::move(list)}});
        }
    }
    return out;
}

Json to_json(const Options& options, const Routing& routing, const ExpertAnalysis& analysis) {
    Json out = {{"run", options.run},
                {"experts", analysis.experts},
                {"experts_per_token", analysis.top_k},
                {"layers", routing.layers},
                {"tokens", routing.tokens.size()},
                {"baseline", {{"load", analysis.even_load}, {"share", analysis.even_share}, {"pair", analysis.even_pair}}},
                {"shuffles", analysis.shuffles},
                {"seed", analysis.seed},
                {"whole_run", group_json(analysis.run, nullptr, {})}};
    out["steps"] = Json::array();
    for (const GroupUse& step : analysis.steps) out["steps"].push_back(group_json(step, "step", step.id));
    out["classes"] = Json::array();
    for (const GroupUse& cls : analysis.classes) out["classes"].push_back(group_json(cls, "class", name(static_cast<StepClass>(cls.id))));
    out["enrichment"] = Json::array();
    for (const Enrichment& e : analysis.enrichments)
        out["enrichment"].push_back({{"layer", e.layer}, {"expert", e.expert}, {"class", name(e.cls)}, {"count", e.count}, {"share", e.share}, {"log_ratio", e.log_ratio}, {"p", e.p}, {"q", e.q}});
    out["information"] = Json::array();
    for (const ClassInformation& i : analysis.information)
        out["information"].push_back({{"layer", i.layer}, {"nats", i.nats}, {"chance", i.chance}, {"p", i.p}});
    out["pairs"] = Json::array();
    for (const CoActivation& p : analysis.pairs)
        out["pairs"].push_back({{"layer", p.layer}, {"expert", p.expert}, {"other", p.other}, {"count", p.count}, {"share", p.share}});
    out["likeness"] = Json::array();
    const std::size_t n = analysis.steps.size();
    for (std::size_t step = 0; step < n; ++step)
        out["likeness"].push_back(std::vector<float>(analysis.likeness.begin() + static_cast<std::ptrdiff_t>(step * n), analysis.likeness.begin() + static_cast<std::ptrdiff_t>(step * n + n)));
    out["top_tokens"] = tokens_json(routing, options.top);
    return out;
}

std::string in_words(const Routing& routing, const ExpertAnalysis& analysis) {
    std::string out = fmt::format("{} tokens, {} of {} experts each in {} layers; an even load is {:.1f} % per expert.\n", routing.tokens.size(), analysis.top_k, analysis.experts,
                                  routing.layers.size(), 100 * analysis.even_load);
    for (const LayerUse& use : analysis.run.layers)
        out += fmt::format("layer {:>2}: busiest {:.1f} times even, entropy {:.3f}, Gini {:.2f}, {} hardly used\n", use.layer, use.max_over_mean, use.entropy, use.gini, use.dead);
    if (analysis.information.empty()) return out + "All steps are of one class, so classes cannot be compared.\n";
    for (const ClassInformation& i : analysis.information)
        out += fmt::format("layer {:>2}: expert and step class share {:.4f} nats ({:.4f} by chance, p = {:.3f})\n", i.layer, i.nats, i.chance, i.p);
    int shown = 0;
    for (const Enrichment& e : analysis.enrichments) {
        if (e.q > 0.05 || ++shown > 12) break;
        out += fmt::format("layer {:>2} expert {:>2} on {}: {:.0f} % of its tokens, {:.1f} times the whole run (p = {:.3f}, q = {:.3f})\n", e.layer, e.expert, name(e.cls), 100 * e.share,
                           std::exp(e.log_ratio), e.p, e.q);
    }
    if (shown == 0) out += "No expert differs between step classes beyond chance (q <= 0.05).\n";
    return out;
}

Status run_experts(const Options& options) {
    if (options.shuffles < 0 || options.shuffles > 1000000) return bad_input("--shuffles {} makes no sense; choose 0 to 1000000.", options.shuffles);
    const auto reader = SessionReader::open(options.session);
    if (!reader) return tl::unexpected(reader.error());
    const auto routing = (*reader)->routing(RunId(options.run));
    if (!routing) return tl::unexpected(routing.error());
    if (routing->empty()) return bad_input("Run {} has no routing: its model has no experts, or it was not traced.", options.run);
    const auto stored = (*reader)->steps(RunId(options.run));
    if (!stored) return tl::unexpected(stored.error());
    std::vector<Step> steps;
    for (const StoredStep& one : *stored) steps.push_back(one.step);
    const ExpertAnalysis analysis = analyse_experts(*routing, steps, {.shuffles = options.shuffles, .seed = options.seed});
    return options.json ? write_json(to_json(options, *routing, analysis)) : write_out(in_words(*routing, analysis));
}

}  // namespace

void add_experts(CLI::App& app, Action& action) {
    auto* sub = app.add_subcommand("experts", "Show how a stored run used its experts: load, step classes, likeness of steps");
    auto options = std::make_shared<Options>();
    sub->add_option("--session", options->session, "Session file")->required();
    sub->add_option("--run", options->run, "Run number")->required();
    sub->add_option("--shuffles", options->shuffles, "Shuffles of the permutation tests (default 999)");
    sub->add_option("--seed", options->seed, "Seed of the shuffles (default 1)");
    sub->add_option("--top", options->top, "Tokens to list per expert (default 5)");
    sub->add_flag("--json", options->json, "Print one JSON object (docs/experts.md)");
    sub->callback([&action, options] { action = [options] { return run_experts(*options); }; });
}

}  // namespace reasonscope::cli
