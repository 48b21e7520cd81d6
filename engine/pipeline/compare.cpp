#include "pipeline/compare.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "pipeline/ask.h"
#include "pipeline/parts_out.h"
#include "pipeline/run_record.h"
#include "pipeline/run_tracker.h"
#include "reason/routing_difference.h"
#include "store/token_numbers.h"

namespace reasonscope {
namespace {

struct Side {
    RunSummary summary;
    std::vector<TokenRow> tokens;
    std::vector<StoredStep> steps;
    std::optional<StepMatrix> attention;
};

Result<Side> read_side(const SessionReader& reader, RunId id) {
    Side side;
    auto summary = reader.run(id);
    if (!summary) return tl::unexpected(summary.error());
    side.summary = std::move(*summary);
    auto tokens = reader.tokens(id, TokenPos(0), TokenPos(side.summary.prompt_tokens + side.summary.generated_tokens));
    if (!tokens) return tl::unexpected(tokens.error());
    side.tokens = std::move(*tokens);
    auto steps = reader.steps(id);
    if (!steps) return tl::unexpected(steps.error());
    side.steps = std::move(*steps);
    auto attention = reader.matrix(id, "attention");
    if (!attention) return tl::unexpected(attention.error());
    side.attention = std::move(*attention);
    return side;
}

std::optional<double> mean_entropy(const Side& side, int first, int last) {
    double sum = 0;
    int count = 0;
    for (int at = first; at < last && at < static_cast<int>(side.tokens.size()); ++at) {
        const TokenRow& token = side.tokens[static_cast<std::size_t>(at)];
        if (!token.generated || token.probability <= 0) continue;
        sum += static_cast<double>(token.entropy);
        ++count;
    }
    return count > 0 ? std::optional(sum / count) : std::nullopt;
}

/// Where the tokens of paired steps lie.
std::vector<TokenBlock> blocks_of(const Side& a, const Side& b, const std::vector<StepPair>& pairs) {
    std::vector<TokenBlock> blocks;
    for (const StepPair& pair : pairs) {
        if (pair.a < 0 || pair.b < 0) continue;
        const Step &left = a.steps[static_cast<std::size_t>(pair.a)].step, &right = b.steps[static_cast<std::size_t>(pair.b)].step;
        blocks.push_back({left.first.value, left.last.value, right.first.value, right.last.value});
    }
    return blocks;
}

std::vector<std::int32_t> experts_at(const Routing& routing, int position, std::size_t layer) {
    const auto token = std::ranges::find(routing.tokens, TokenPos(position), &RoutedToken::position) - routing.tokens.begin();
    const auto chosen = routing.at(static_cast<std::size_t>(token), layer);
    std::vector<std::int32_t> experts(chosen.begin(), chosen.end());
    std::ranges::sort(experts);
    return experts;
}

Result<std::optional<RoutingSplit>> find_split(const SessionReader& reader, const Side& a, const Side& b, const std::vector<StepPair>& steps) {
    const auto left = reader.routing(a.summary.id), right = reader.routing(b.summary.id);
    if (!left) return tl::unexpected(left.error());
    if (!right) return tl::unexpected(right.error());
    TokenNumbers numbers;
    const auto numbers_a = numbers.of(a.tokens), numbers_b = numbers.of(b.tokens);
    const RoutingDifference difference = compare_routing(*left, *right, align_tokens(numbers_a, numbers_b, blocks_of(a, b, steps)));
    if (!difference.first) return std::optional<RoutingSplit>();
    const RoutingColumn& at = difference.columns[static_cast<std::size_t>(difference.first->column)];
    const std::size_t layer = difference.first->layer;
    return RoutingSplit{TokenPos(at.a), TokenPos(at.b), LayerId(difference.layers[layer]), experts_at(*left, at.a, layer), experts_at(*right, at.b, layer)};
}

std::optional<double> load_overlap(const std::vector<ExpertLoad>& a, const std::vector<ExpertLoad>& b) {
    if (a.empty() || b.empty()) return std::nullopt;
    std::map<std::pair<int, int>, double> difference;
    std::map<int, double> layers;
    for (const ExpertLoad& load : a) difference[{load.layer, load.expert}] += static_cast<double>(load.share);
    for (const ExpertLoad& load : b) difference[{load.layer, load.expert}] -= static_cast<double>(load.share);
    for (const auto& [place, value] : difference) layers[place.first] += std::abs(value);
    double sum = 0;
    for (const auto& [layer, distance] : layers) sum += 1.0 - distance / 2;
    return sum / static_cast<double>(layers.size());
}

std::optional<double> attention_overlap(const Side& a, const Side& b, const StepPair& rows, const std::vector<StepPair>& pairs) {
    if (!a.attention || !b.attention || rows.a >= a.attention->n || rows.b >= b.attention->n) return std::nullopt;
    const auto total = [](const StepMatrix& m, int row) {
        double sum = 0;
        for (int c = 0; c < row; ++c) sum += static_cast<double>(m.at(row, c));
        return sum;
    };
    const double all_a = total(*a.attention, rows.a), all_b = total(*b.attention, rows.b);
    if (all_a <= 0 || all_b <= 0) return std::nullopt;
    double shared = 0;
    for (const StepPair& source : pairs)
        if (source.a >= 0 && source.b >= 0 && source.a < rows.a && source.b < rows.b)
            shared += std::min(static_cast<double>(a.attention->at(rows.a, source.a)) / all_a, static_cast<double>(b.attention->at(rows.b, source.b)) / all_b);
    return shared;
}

std::string trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
}

}  // namespace

Result<RunComparison> compare_runs(const SessionReader& reader, RunId a_id, RunId b_id, const ProgressFn& progress, std::stop_token stop) {
    auto a = read_side(reader, a_id);
    if (!a) return tl::unexpected(a.error());
    auto b = read_side(reader, b_id);
    if (!b) return tl::unexpected(b.error());
    RunComparison out;
    TokenNumbers numbers;
    const auto numbers_a = numbers.of(a->tokens), numbers_b = numbers.of(b->tokens);
    if (const auto at = first_difference(numbers_a, numbers_b)) out.first_difference = TokenPos(*at);
    const auto texts = [](const Side& side) {
        std::vector<std::string> list;
        for (const StoredStep& step : side.steps) list.push_back(trimmed(step.text));
        return list;
    };
    const auto pairs = align_steps(texts(*a), texts(*b));
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        if (stop.stop_requested()) return cancelled();
        if (progress) progress({static_cast<double>(i) / static_cast<double>(pairs.size()), -1.0, "Comparing steps"});
        ComparedStep step;
        step.steps = pairs[i];
        const auto entropy = [](const Side& side, int index) {
            const Step& s = side.steps[static_cast<std::size_t>(index)].step;
            const auto mean = mean_entropy(side, s.first.value, s.last.value);
            return mean ? std::optional(static_cast<float>(*mean)) : std::nullopt;
        };
        if (pairs[i].a >= 0) step.entropy_a = entropy(*a, pairs[i].a);
        if (pairs[i].b >= 0) step.entropy_b = entropy(*b, pairs[i].b);
        if (pairs[i].a >= 0 && pairs[i].b >= 0) {
            const auto left = reader.expert_loads(a_id, StepId(pairs[i].a)), right = reader.expert_loads(b_id, StepId(pairs[i].b));
            if (!left) return tl::unexpected(left.error());
            if (!right) return tl::unexpected(right.error());
            step.routing = load_overlap(*left, *right);
            step.attention = attention_overlap(*a, *b, pairs[i], pairs);
        }
        out.steps.push_back(step);
    }
    auto split = find_split(reader, *a, *b, pairs);
    if (!split) return tl::unexpected(split.error());
    out.routing_split = std::move(*split);
    out.mean_entropy_a = mean_entropy(*a, 0, static_cast<int>(a->tokens.size()));
    out.mean_entropy_b = mean_entropy(*b, 0, static_cast<int>(b->tokens.size()));
    out.a = std::move(a->summary);
    out.b = std::move(b->summary);
    out.steps_a = std::move(a->steps);
    out.steps_b = std::move(b->steps);
    return out;
}

Result<AnswerDistribution> resample_answers(const LoadedModel& model, const SessionReader& reader, RunId run, TokenPos from, int samples,
                                            std::uint64_t first_seed, const ProgressFn& progress, std::stop_token stop) {
    constexpr float kTemperature = 0.6F;
    auto side = read_side(reader, run);
    if (!side) return tl::unexpected(side.error());
    const RunSummary& summary = side->summary;
    if (summary.start.fingerprint != model.model->fingerprint())
        return bad_input("Run {} was made by another model ({}); load that one to write it again.", run.value, summary.start.model_name);
    if (samples < 1) return bad_input("The number of samples must be at least 1, not {}.", samples);
    if (from.value < summary.prompt_tokens || from.value > static_cast<int>(side->tokens.size()))
        return bad_input("Token {} of run {} was not written by the model.", from.value, run.value);
    GenerateSettings settings = usable_settings(model, [&] {
        auto stored = parse_settings(summary.start.settings_json);
        if (stored.sampler.temperature == 0) stored.sampler.temperature = kTemperature;
        stored.trace = TraceLevel::Off;
        stored.max_tokens = std::max(1, stored.max_tokens - (from.value - summary.prompt_tokens));
        return stored;
    }());
    std::vector<std::int32_t> before;
    for (int at = 0; at < from.value; ++at) before.push_back(side->tokens[static_cast<std::size_t>(at)].id);
    RenderedPrompt rendered;
    rendered.text = summary.start.rendered_prompt;
    if (const auto user = rendered.text.rfind(summary.start.prompt); user != std::string::npos)
        rendered.user = {static_cast<std::uint32_t>(user), static_cast<std::uint32_t>(user + summary.start.prompt.size())};
    std::vector<Token> prompt;
    for (std::size_t i = 0; i < summary.start.prompt_ids.size(); ++i) prompt.push_back({summary.start.prompt_ids[i], summary.start.prompt_spans[i]});

    AnswerDistribution out;
    out.samples = samples;
    out.from = from;
    out.temperature = settings.sampler.temperature;
    out.first_seed = first_seed;
    std::map<std::string, int> counts;
    Continuation continuation;
    continuation.cache = model.prefixes.get();
    auto out_of_model = parts_out_of(model, reader, run, stop);
    if (!out_of_model) return tl::unexpected(out_of_model.error());
    continuation.ablation = std::move(*out_of_model);
    for (int i = 0; i < samples; ++i) {
        settings.sampler.seed = first_seed + static_cast<std::uint64_t>(i);
        const auto generated = generate(*model.model, before, settings, nullptr, stop, continuation);
        if (!generated) return tl::unexpected(generated.error());
        if (generated->reason == StopReason::Cancelled) return cancelled();
        RunTracker tracker(rendered, prompt, think_tokens(*model.tokenizer));
        for (auto at = static_cast<std::size_t>(summary.prompt_tokens); at < before.size(); ++at)
            tracker.add(side->tokens[at].id, side->tokens[at].text, false);
        for (const std::int32_t id : generated->ids)
            tracker.add(id, model.tokenizer->bytes_of(id), std::ranges::find(settings.stop_ids, id) != settings.stop_ids.end());
        ++counts[trimmed(slice(tracker.transcript(), tracker.sections().answer))];
        if (progress) progress({static_cast<double>(i + 1) / samples, -1.0, fmt::format("Sample {} of {}", i + 1, samples)});
    }
    for (const auto& [answer, count] : counts) out.answers.push_back({answer, count});
    std::ranges::stable_sort(out.answers, std::ranges::greater(), &AnswerCount::count);
    return out;
}

std::string to_json(const AnswerDistribution& d) {
    auto answers = nlohmann::ordered_json::array();
    for (const AnswerCount& one : d.answers) answers.push_back({{"answer", one.answer}, {"count", one.count}});
    return nlohmann::ordered_json{{"samples", d.samples}, {"from", d.from.value}, {"temperature", d.temperature}, {"first_seed", d.first_seed}, {"answers", answers}}
        .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::optional<AnswerDistribution> parse_answer_distribution(std::string_view text) {
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("answers") || !json["answers"].is_array()) return std::nullopt;
    AnswerDistribution out;
    out.samples = json.value("samples", 0);
    out.from = TokenPos(json.value("from", 0));
    out.temperature = json.value("temperature", 0.0F);
    out.first_seed = json.value("first_seed", std::uint64_t{0});
    for (const auto& one : json["answers"])
        if (one.is_object()) out.answers.push_back({one.value("answer", std::string()), one.value("count", 0)});
    return out;
}

}  // namespace reasonscope
