#include "pipeline/stored_run.h"

#include <algorithm>

#include "store/knockout_record.h"

namespace reasonscope {

std::vector<std::int32_t> StoredRun::ids() const {
    std::vector<std::int32_t> all;
    for (const TokenRow& token : tokens) all.push_back(token.id);
    return all;
}

Result<StoredRun> read_stored_run(const SessionReader& reader, RunId id) {
    StoredRun run;
    run.id = id;
    auto stored = reader.steps(id);
    if (!stored) return tl::unexpected(stored.error());
    for (StoredStep& one : *stored) {
        run.steps.push_back(one.step);
        run.texts.push_back(std::move(one.text));
    }
    auto summary = reader.run(id);
    if (!summary) return tl::unexpected(summary.error());
    run.prompt_tokens = summary->prompt_tokens;
    auto tokens = reader.tokens(id, TokenPos(0), TokenPos(summary->prompt_tokens + summary->generated_tokens));
    if (!tokens) return tl::unexpected(tokens.error());
    run.tokens = std::move(*tokens);
    return run;
}

Status check_model(const LoadedModel& model, const SessionReader& reader, RunId run) {
    const auto summary = reader.run(run);
    if (!summary) return tl::unexpected(summary.error());
    const auto branches = reader.branches();
    if (!branches) return tl::unexpected(branches.error());
    const auto own = std::ranges::find(*branches, run, &BranchRow::run);
    if (const auto without = own == branches->end() ? std::nullopt : parse_without(own->detail))
        return bad_input("Run {} was written without {}; asking the whole model about it would explain another model.", run.value, knockout_key(without->places));
    if (summary->start.fingerprint == model.model->fingerprint()) return {};
    return bad_input("Run {} was made by another model ({}, fingerprint {:.12}); load that one to explain it.", run.value, summary->start.model_name,
                     summary->start.fingerprint);
}

}  // namespace reasonscope
