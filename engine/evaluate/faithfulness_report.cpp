#include <nlohmann/json.hpp>

#include "evaluate/faithfulness.h"

namespace reasonscope {
namespace {

using Json = nlohmann::ordered_json;

Json scores_json(const std::vector<NamedScore>& all) {
    Json out = Json::object();
    for (const auto& [name, s] : all)
        out[name] = {{"top1", s.top1}, {"ap", s.ap}, {"deletion_auc", s.deletion_auc}, {"insertion_auc", s.insertion_auc}, {"seconds", s.seconds},
                     {"strict", {{"top1", s.strict_top1}, {"ap", s.strict_ap}}}};
    return out;
}

std::string rows(const std::vector<NamedScore>& all) {
    std::string text;
    for (const auto& [name, s] : all)
        text += fmt::format("{:<20} {:>6.3f} {:>6.3f} {:>8.3f} {:>8.3f} {:>9.3f} {:>9.3f} {:>9.4f}\n", name, s.top1, s.ap, s.strict_top1, s.strict_ap,
                            s.deletion_auc, s.insertion_auc, s.seconds);
    return text;
}

}  // namespace

std::string to_json(const FaithfulnessResult& r) {
    return Json{{"n", r.n}, {"default", r.default_fast}, {"default_tested", r.default_tested}, {"problems", r.problems}, {"chains", r.chains},
                {"skipped", r.skipped}, {"curves", r.curves}, {"methods", scores_json(r.methods)}, {"baselines", scores_json(r.baselines)}}
        .dump(2);
}

std::string to_table(const FaithfulnessResult& r) {
    return fmt::format("{} steps with known parents in {} of {} chains; {} more have no wrong candidate and do not count.\n"
                       "Curves over {} steps, nats per token: deletion is good when low, insertion when high.\n\n"
                       "{:<20} {:>6} {:>6} {:>8} {:>8} {:>9} {:>9} {:>9}\n",
                       r.n, r.chains, r.problems, r.skipped, r.curves, "method", "top1", "ap", "strict1", "strict", "deletion", "insertion", "s/chain") +
           rows(r.methods) + "\n" + rows(r.baselines) +
           fmt::format("\nDefaults: {} (reads the trace), {} (tests).\n", r.default_fast, r.default_tested);
}

}  // namespace reasonscope
