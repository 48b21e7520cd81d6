// Probes of stored runs on a scripted model: what comes out, what is stored, what is refused, and that a cancel leaves nothing.

#include "pipeline/probe_run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

#include "explain/answer_curve.h"
#include "explain/forks.h"
#include "explain/resampling.h"
#include "generate/shared_prefix.h"
#include "generate/inspect.h"
#include "pipeline/ask.h"
#include "pipeline/lens_run.h"
#include "reason/answer.h"
#include "tests/support/scripted_model.h"

namespace reasonscope {
namespace {

using nlohmann::json;

class ProbeRun : public testing::Test {
protected:
    void SetUp() override {
        auto loaded = LoadedModel::load(script.path(), test::cpu_f32());
        ASSERT_TRUE(loaded) << loaded.error().message;
        model = std::move(*loaded);
        auto opened = SessionWriter::open(file);
        ASSERT_TRUE(opened) << opened.error().message;
        writer = std::move(*opened);
        AskRequest request;
        request.prompt = "x = 4. y = x + 7. z = y * 2. What is z?";
        request.settings = default_settings(*model.model);
        request.explain_by_gradient = false;
        const auto asked = ask(model, *writer, request, {}, {});
        ASSERT_TRUE(asked) << asked.error().message;
        run = asked->run;
    }
    std::unique_ptr<SessionReader> reader() { return std::move(*SessionReader::open(file)); }
    WrittenRun written() { return *written_run(model, *reader(), run); }
    Result<std::string> ask_probe(std::string_view name, const ProbeRequest& request, std::stop_token stop = {}, const PartialFn& partial = {}) {
        return probe_run(model, *writer, *reader(), run, name, request, partial, {}, stop);
    }

    test::ScriptedModel script;
    test::TempFolder folder;
    std::filesystem::path file = folder / "s.db";
    LoadedModel model;
    std::unique_ptr<SessionWriter> writer;
    RunId run;
};

TEST_F(ProbeRun, AnswerCurveEqualsWholePassesOverCutText) {
    const auto found = ask_probe("answer-curve", {});
    ASSERT_TRUE(found) << found.error().message;
    const auto curve = parse_answer_curve(*found);
    ASSERT_TRUE(curve);
    EXPECT_EQ(normalised(curve->answer), "22");
    const WrittenRun whole = written();
    ASSERT_EQ(curve->points.size(), 5U);  // before the first thought, and behind each of the four
    const auto answer = std::ranges::find(whole.steps, StepSource::Answer, &Step::source);
    const auto thought = std::prev(answer);
    double before = 0;
    for (const AnswerPoint& point : curve->points) {
        const int cut = point.after ? whole.steps[static_cast<std::size_t>(point.after->value)].last.value : std::ranges::find(whole.steps, StepSource::Thinking, &Step::source)->first.value;
        std::vector<std::int32_t> ids(whole.ids.begin(), whole.ids.begin() + cut);
        ids.insert(ids.end(), whole.ids.begin() + thought->last.value, whole.ids.begin() + answer->last.value);
        const auto pass = inspect(*model.model, ids, 0, {});
        ASSERT_TRUE(pass);
        double log_p = 0;
        const int scored = answer->last.value - answer->first.value;
        for (int i = 0; i < scored; ++i) {
            const std::size_t position = ids.size() - static_cast<std::size_t>(scored - i);
            const float* row = pass->logits.data() + (position - 1) * static_cast<std::size_t>(pass->vocab);
            double total = 0;
            for (int v = 0; v < pass->vocab; ++v) total += std::exp(static_cast<double>(row[v]));
            log_p += static_cast<double>(row[ids[position]]) - std::log(total);
        }
        EXPECT_NEAR(point.log_p, log_p, 1e-4);
        EXPECT_NEAR(point.gain, point.after ? point.log_p - before : 0.0, 1e-12);
        before = point.log_p;
    }
    const auto stored = reader()->results(run, "answer-curve");
    ASSERT_TRUE(stored);
    ASSERT_EQ(stored->size(), 1U);
    EXPECT_EQ(json::parse(stored->front().json), json::parse(*found));
    EXPECT_EQ(stored->front().key, "");
}

/// Forced and scored text of a run that thinks `thoughts` and answers `answer`.
std::pair<std::string, std::string> ending_of(std::vector<std::string> thoughts, const std::string& answer) {
    thoughts.insert(thoughts.end(), {"</think>", answer, "<eos>"});
    const test::ScriptedModel script(thoughts);
    const auto model = LoadedModel::load(script.path(), test::cpu_f32());
    const test::TempFolder folder;
    auto writer = std::move(*SessionWriter::open(folder / "s.db"));
    AskRequest request;
    request.prompt = "What is z?";
    request.settings = default_settings(*model->model);
    request.explain_by_gradient = false;
    const auto asked = ask(*model, *writer, request, {}, {});
    const auto reader = std::move(*SessionReader::open(folder / "s.db"));
    const auto run = written_run(*model, *reader, asked->run);
    const auto curve = answer_curve(*run, {}, {});
    return curve ? std::pair{curve->forced, curve->answer} : std::pair{curve.error().message, std::string()};
}

TEST(AnswerEnding, IsHowTheRunItselfAnnouncesItsAnswer) {
    EXPECT_EQ(ending_of({"Find", " z. ", "The answer is", " 22", ". "}, "\n22"), std::pair(std::string("The answer is"), std::string(" 22")));
}

TEST(AnswerEnding, GivesNoStepOfTheReasoningAway) {
    EXPECT_EQ(ending_of({"Find", " z. ", "So 11 * 2 =", " 22", ". "}, "\n22"), std::pair(std::string("</think>"), std::string("\n22")));
    EXPECT_EQ(ending_of({"Find", " z. ", "As b is below a and c below b, it is", " a", ". "}, "\na"), std::pair(std::string("</think>"), std::string("\na")));
}

TEST(AnswerEnding, IsABoxWhereTheAnswerHasOne) {
    EXPECT_EQ(ending_of({"Find", " z. ", "Done", ". "}, "It is \\boxed{22}."), std::pair(std::string("</think>**Final Answer** \\boxed{"), std::string("22")));
}

TEST_F(ProbeRun, ResamplingCountsWhatItsContinuationsSay) {
    ProbeRequest request;
    request.step = StepId(6);
    request.samples = 10;
    request.seed = 3;
    const WrittenRun whole = written();
    ResampleSettings settings;
    settings.sampler = whole.sampler();
    settings.sampler.temperature = 3.0F;  // the scripted model is sure of itself
    settings.sampler.top_p = 1.0F;
    settings.sampler.seed = 3;
    settings.samples = 10;
    settings.at_once = 4;
    settings.max_tokens = 40;
    settings.tight = 0;
    int batches = 0;
    const auto found = resample(whole, StepId(6), settings, [&](const Resampling& so_far) { EXPECT_EQ(so_far.before, std::min(10, 4 * ++batches)); }, {}, {});
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(batches, 3);
    EXPECT_EQ(found->answer, "22");
    EXPECT_EQ(found->after, 10);
    EXPECT_EQ(found->before, 10);
    EXPECT_EQ(found->kept + found->replaced, 20);
    EXPECT_GT(found->replaced, 0);
    // The same continuations once more, one batch after the other, counted by hand.
    const auto chain = SharedPrefix::read(*model.model, whole.ids, {});
    ASSERT_TRUE(chain);
    const Step& step = whole.steps[6];
    int replaced = 0, replaced_right = 0, kept = 0, kept_right = 0;
    for (int done = 0; done < 10; done += 4) {
        for (const bool behind : {true, false}) {
            GenerateSettings own = whole.settings(40);
            own.sampler = settings.sampler;
            own.sampler.seed += static_cast<std::uint64_t>(done) + (behind ? 1ULL << 32 : 0);
            const int prefix = behind ? step.last.value : step.first.value;
            const auto all = chain->continue_from(prefix, std::vector<std::vector<std::int32_t>>(static_cast<std::size_t>(std::min(4, 10 - done))), own, {});
            ASSERT_TRUE(all);
            for (const Rollout& one : *all) {
                std::string text;
                for (const auto id : one.ids) text += model.tokenizer->bytes_of(id);
                const bool same = behind || text.starts_with("So y = 4 + 7 = 11. ");
                const auto close = text.find("</think>");
                const bool right = close != std::string::npos && normalised(text.substr(close + 8)).starts_with("22") && normalised(text.substr(close + 8, text.find("<eos>") - close - 8)) == "22";
                ++(same ? kept : replaced);
                (same ? kept_right : replaced_right) += right ? 1 : 0;
            }
        }
    }
    EXPECT_EQ(found->replaced, replaced);
    EXPECT_EQ(found->replaced_right, replaced_right);
    EXPECT_EQ(found->kept_right, kept_right);
    EXPECT_NEAR(found->importance, static_cast<double>(kept_right) / kept - static_cast<double>(replaced_right) / replaced, 1e-12);
    EXPECT_LE(found->interval.low, found->importance);
    EXPECT_GE(found->interval.high, found->importance);
    EXPECT_GE(found->divergence, 0);
    int answers = 0;
    for (const AnswerShare& a : found->answers) answers += a.kept + a.replaced;
    EXPECT_EQ(answers, 20);
    // Tight enough: it stops early.
    settings.tight = 1;
    const auto early = resample(whole, StepId(6), settings, {}, {}, {});
    ASSERT_TRUE(early);
    EXPECT_TRUE(early->tight);
    EXPECT_LT(early->before, 10);

    const auto stored = ask_probe("resampling", request);
    ASSERT_TRUE(stored) << stored.error().message;
    const auto results = reader()->results(run, "resampling");
    ASSERT_TRUE(results);
    ASSERT_EQ(results->size(), 1U);
    EXPECT_EQ(results->front().key, "step 6");
    const auto again = parse_resampling(results->front().json);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(to_json(*again), results->front().json);
    EXPECT_FALSE(parse_resampling("{}"));
}

TEST_F(ProbeRun, ForksFollowTheLikeliestAlternatives) {
    const WrittenRun whole = written();
    ForkSettings settings;
    settings.positions = 3;
    settings.max_tokens = 30;
    std::vector<Forks> seen;
    const auto found = follow_forks(whole, settings, [&](const Forks& so_far) { seen.push_back(so_far); }, {}, {});
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->answer, "22");
    EXPECT_EQ(found->confidence.size(), 5U);
    ASSERT_FALSE(found->forks.empty());
    EXPECT_EQ(found->candidates, static_cast<int>(found->forks.size()));
    EXPECT_FALSE(found->stopped);
    // One more each time, the least decided first; how sure the model was is known from the beginning.
    ASSERT_EQ(seen.size(), found->forks.size() + 1);
    double before = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < seen.size(); ++i) {
        EXPECT_EQ(seen[i].forks.size(), i);
        EXPECT_EQ(seen[i].candidates, found->candidates);
        EXPECT_EQ(seen[i].confidence.size(), found->confidence.size());
        EXPECT_TRUE(std::ranges::is_sorted(seen[i].forks, {}, &Fork::position));
        if (i == 0) continue;
        const auto fresh = std::ranges::find_if(seen[i].forks, [&](const Fork& fork) { return std::ranges::find(seen[i - 1].forks, fork) == seen[i - 1].forks.end(); });
        ASSERT_NE(fresh, seen[i].forks.end());
        EXPECT_LE(fresh->score(), before);
        before = fresh->score();
    }
    EXPECT_EQ(to_json(seen.back()), to_json(*found));
    const auto again = parse_forks(to_json(*found));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(to_json(*again), to_json(*found));
    EXPECT_FALSE(parse_forks("{}"));
    for (const Fork& fork : found->forks) {
        const int position = fork.position.value;
        const auto pass = inspect(*model.model, std::span(whole.ids).first(static_cast<std::size_t>(position)), 0, {});
        ASSERT_TRUE(pass);
        const float* row = pass->logits.data() + pass->logits.size() - static_cast<std::size_t>(pass->vocab);
        double total = 0, entropy = 0;
        for (int v = 0; v < pass->vocab; ++v) total += std::exp(static_cast<double>(row[v]));
        for (int v = 0; v < pass->vocab; ++v) {
            const double p = std::exp(static_cast<double>(row[v])) / total;
            entropy -= p * std::log(p);
        }
        EXPECT_NEAR(fork.spread.entropy, entropy, 1e-4);
        EXPECT_EQ(std::ranges::count(fork.branches, true, &ForkBranch::taken), 1);
        for (const ForkBranch& branch : fork.branches) {
            EXPECT_NEAR(branch.probability, std::exp(static_cast<double>(row[branch.id])) / total, 1e-5);
            if (branch.taken) {
                EXPECT_EQ(branch.id, whole.ids[static_cast<std::size_t>(position)]);
                EXPECT_TRUE(branch.same_answer);
                continue;
            }
            std::vector<std::int32_t> ids(whole.ids.begin(), whole.ids.begin() + position);
            ids.push_back(branch.id);
            const auto greedy = generate(*model.model, ids, whole.settings(29), nullptr, {});
            ASSERT_TRUE(greedy);
            EXPECT_EQ(branch.tokens, 1 + static_cast<int>(greedy->ids.size()));
            ids.insert(ids.end(), greedy->ids.begin(), greedy->ids.end());
            const ReadBack read = read_back(whole, ids);
            EXPECT_EQ(branch.answer, read.answered ? answer_key(read.answer) : "");
        }
    }
    ProbeRequest one;
    one.position = found->forks.front().position;
    const auto at = ask_probe("forks", one);
    ASSERT_TRUE(at) << at.error().message;
    EXPECT_EQ(json::parse(*at)["forks"].size(), 1U);
    EXPECT_EQ(reader()->results(run, "forks")->front().key, probe_key(one));
}

TEST(ForkOrder, PutsWhatCouldChangeTheAnswerFirst) {
    const auto fork = [](int position, double entropy, std::vector<ForkBranch> branches) {
        Fork made;
        made.position = TokenPos(position);
        made.spread.entropy = entropy;
        made.probability = 0.5;
        made.branches = std::move(branches);
        return made;
    };
    const ForkBranch taken{1, "a", 0.5, true, "", "22", true, 4}, same{2, "b", 0.4, false, "", "22", true, 4}, other{3, "c", 0.25, false, "", "7", false, 4},
        silent{4, "d", 0.3, false, "", "", false, 4};
    const Fork stays = fork(1, 2.0, {taken, same}), changes = fork(2, 0.5, {taken, other}), twice = fork(3, 0.4, {taken, other, other}), unknown = fork(4, 1.0, {taken, silent});
    EXPECT_DOUBLE_EQ(stays.change(), 0);
    EXPECT_DOUBLE_EQ(twice.change(), 0.5);
    EXPECT_DOUBLE_EQ(unknown.change(), 0);  // without an answer nothing is known
    std::vector<Fork> all{unknown, stays, changes, twice};
    std::ranges::sort(all, matters_more);
    std::vector<int> order;
    for (const Fork& one : all) order.push_back(one.position.value);
    EXPECT_EQ(order, (std::vector<int>{3, 2, 1, 4}));
}

TEST_F(ProbeRun, WhatAStoppedProbeFoundIsKeptWhenAskedAndNeverTakesTheWholesPlace) {
    for (const std::string_view name : {"resampling", "forks"}) {
        ProbeRequest request;
        if (name == "resampling") request.step = StepId(6);
        request.temperature = 3.0F;
        request.top_p = 1.0F;
        request.samples = 24;
        request.keep = true;
        const auto amount = [](const std::string& text) {
            const json found = json::parse(text);
            return found.contains("n") ? found["n"].get<std::size_t>() : found["forks"].size();
        };
        const auto until = [&](std::size_t enough) {
            std::stop_source stop;
            return ask_probe(name, request, stop.get_token(), [&, stop](const std::string& so_far) mutable {
                if (amount(so_far) >= enough) stop.request_stop();
            });
        };
        const auto stored = [&] { return reader()->results(run, name)->front().json; };
        const auto early = until(1);
        ASSERT_TRUE(early) << name << ": " << early.error().message;
        EXPECT_TRUE(json::parse(*early)["stopped"].get<bool>()) << name;
        EXPECT_GE(amount(*early), 1U) << name;
        EXPECT_EQ(stored(), *early) << name;
        const auto whole = ask_probe(name, request);
        ASSERT_TRUE(whole) << name;
        EXPECT_FALSE(json::parse(*whole)["stopped"].get<bool>()) << name;
        EXPECT_GT(amount(*whole), amount(*early)) << name;
        EXPECT_EQ(stored(), *whole) << name;
        ASSERT_TRUE(until(1)) << name;
        EXPECT_EQ(stored(), *whole) << name << ": what was stopped early took the place of the whole";
        EXPECT_TRUE(reader()->check()->empty());
    }
    EXPECT_TRUE(holds_less(R"({"stopped":true,"n":8})", R"({"stopped":true,"n":16})"));
    EXPECT_FALSE(holds_less(R"({"stopped":true,"n":16})", R"({"stopped":true,"n":8})"));
    EXPECT_FALSE(holds_less(R"({"stopped":false,"n":8})", R"({"stopped":true,"n":16})"));
}

TEST_F(ProbeRun, AStopAtAnyMomentLeavesTheSessionClean) {
    for (const Probe& probe : probes()) {
        for (const bool keep : {false, true}) {
            for (int moment = 0; moment < 12; ++moment) {
                ProbeRequest request;
                if (probe.needs_step) request.step = StepId(6);
                request.samples = 16;
                request.keep = keep;
                std::stop_source stop;
                int moments = 0;
                const auto tick = [&] {
                    if (moments++ == moment) stop.request_stop();
                };
                const auto done = probe_run(model, *writer, *reader(), run, probe.name, request, [&](const std::string&) { tick(); }, [&](const Progress&) { tick(); }, stop.get_token());
                EXPECT_TRUE(done || done.error().kind == ErrorKind::Cancelled) << probe.name << " at " << moment;
                ASSERT_TRUE(reader()->check()->empty()) << probe.name << " at " << moment;
            }
        }
    }
}

TEST_F(ProbeRun, LensNamesTheTokensItShows) {
    const WrittenRun whole = written();
    const auto read = lens_run(model, *reader(), run, TokenPos(whole.prompt_tokens), TokenPos(whole.prompt_tokens + 4), 3, {});
    ASSERT_TRUE(read) << read.error().message;
    ASSERT_EQ(read->columns.size(), 4U);
    for (const LensColumn& column : read->columns) {
        EXPECT_EQ(column.id, whole.ids[static_cast<std::size_t>(column.position.value)]);
        EXPECT_EQ(read->texts.at(column.id), model.tokenizer->bytes_of(column.id));
        EXPECT_EQ(column.layers.back().top.front().id, column.id);  // greedy
        for (const LensCell& cell : column.layers)
            for (const Alternative& one : cell.top) EXPECT_TRUE(read->texts.contains(one.id));
    }
    EXPECT_FALSE(lens_run(model, *reader(), run, TokenPos(0), TokenPos(1), 3, {}));
}

TEST_F(ProbeRun, WhatCannotBeIsRefusedAndStoresNothing) {
    const auto refuses = [&](std::string_view name, const ProbeRequest& request) {
        const auto done = ask_probe(name, request);
        return !done && done.error().kind == ErrorKind::BadInput && done.error().message.ends_with(".");
    };
    ProbeRequest nothing, prompt, missing, position, far;
    prompt.step = StepId(0);
    missing.step = StepId(99);
    position.position = TokenPos(3);
    far.position = TokenPos(9999);
    EXPECT_TRUE(refuses("magic", nothing));
    EXPECT_TRUE(refuses("resampling", nothing));
    EXPECT_TRUE(refuses("resampling", prompt));
    EXPECT_TRUE(refuses("resampling", missing));
    EXPECT_TRUE(refuses("resampling", far));
    EXPECT_TRUE(refuses("answer-curve", missing));
    EXPECT_TRUE(refuses("forks", prompt));
    EXPECT_TRUE(refuses("forks", position));
    EXPECT_TRUE(refuses("forks", far));
    EXPECT_TRUE(reader()->results(run)->empty());
}

TEST_F(ProbeRun, ACancelStoresNothing) {
    for (const Probe& probe : probes()) {
        ProbeRequest request;
        if (probe.needs_step) request.step = StepId(6);
        EXPECT_GE(probe.cost(written(), request), 1.0);
        std::stop_source stop;
        const auto progress = [&](const Progress& p) {
            if (p.fraction > 0) stop.request_stop();
        };
        const auto done = probe_run(model, *writer, *reader(), run, probe.name, request, {}, progress, stop.get_token());
        ASSERT_FALSE(done) << probe.name;
        EXPECT_EQ(done.error().kind, ErrorKind::Cancelled) << probe.name;
    }
    EXPECT_TRUE(reader()->results(run)->empty());
    EXPECT_TRUE(reader()->check()->empty());
}

}  // namespace
}  // namespace reasonscope
