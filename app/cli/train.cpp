#include <csignal>
#include <cstdio>

#include "app/cli/command.h"
#include "train/tasks.h"
#include "train/trainer.h"

namespace reasonscope::cli {
namespace {

std::stop_source interrupted;
extern "C" void on_interrupt(int) { interrupted.request_stop(); }

void print(const TrainReport& r) {
    std::fprintf(stderr, "step %d/%d  loss %.4f  %.0f tokens/s  %.0f min left  exact", r.step, r.steps, r.loss, r.tokens_per_second, r.seconds_left / 60);
    for (std::size_t t = 0; t < r.exact.size(); ++t) std::fprintf(stderr, "  %s %.2f", task_names()[t].c_str(), r.exact[t]);
    std::fputc('\n', stderr);
}

}  // namespace

void add_train(CLI::App& app, Action& action) {
    auto* sub = app.add_subcommand("train", "Train the bundled model from scratch; stop with Ctrl-C, run again to go on");
    struct Options : TrainSettings { std::string folder, state, start; int report_every = 10; };
    auto o = std::make_shared<Options>();
    sub->add_option("--out", o->folder, "Model folder to write")->required();
    sub->add_option("--checkpoint", o->state, "State to go on from (default: OUT.training)");
    sub->add_option("--from", o->start, "Without a state: begin with the weights and tokenizer of this model folder");
    sub->add_option("--steps", o->steps, "Optimiser steps in all")->capture_default_str();
    sub->add_option("--seed", o->seed, "Data and initial weights")->capture_default_str();
    sub->add_option("--workers", o->workers, "Data-parallel threads")->capture_default_str();
    sub->add_option("--batches", o->batches_per_step, "Batches per step over all workers")->capture_default_str();
    sub->add_option("--batch-tokens", o->batch_tokens, "Padded tokens per batch")->capture_default_str();
    sub->add_option("--muon-lr", o->muon_lr)->capture_default_str();
    sub->add_option("--adam-lr", o->adam_lr)->capture_default_str();
    sub->add_option("--decay", o->decay_share, "Last share of the steps in which the learning rate falls to zero")->capture_default_str();
    sub->add_option("--report-every", o->report_every, "Seconds between lines on stderr")->capture_default_str();
    sub->callback([&action, o] {
        action = [o]() -> Status {
            o->out = o->folder;
            o->checkpoint = o->state;
            o->from = o->start;
            std::signal(SIGINT, on_interrupt);
            std::signal(SIGTERM, on_interrupt);
            auto last = std::chrono::steady_clock::now() - std::chrono::hours(1);
            const auto outcome = train(*o, [&](const TrainReport& r) {
                const auto now = std::chrono::steady_clock::now();
                if (now - last < std::chrono::seconds(o->report_every) && r.step < r.steps) return;
                last = now;
                print(r);
            }, interrupted.get_token());
            if (!outcome) return tl::unexpected(outcome.error());
            print(outcome->last);
            if (!outcome->finished) std::fprintf(stderr, "Stopped at step %d; the same command goes on from there.\n", outcome->step);
            return {};
        };
    });
}

}  // namespace reasonscope::cli
