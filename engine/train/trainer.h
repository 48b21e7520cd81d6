#pragma once
// Trains R1-mini from scratch on generated problems and writes it as a Hugging Face folder. Torch-free header.

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "model/processor.h"

namespace reasonscope {

struct TrainSettings {
    std::filesystem::path out;         // model folder, written at the end and with every checkpoint
    std::filesystem::path checkpoint;  // state to go on from; default out/../<out>.training
    std::filesystem::path from;        // without a checkpoint: begin with this folder's weights and tokenizer instead of fresh ones
    std::uint64_t seed = 20261124;
    int steps = 5000;
    int workers = 2;                   // data-parallel threads of one core each
    int batches_per_step = 4;          // over all workers
    int batch_tokens = 2048;           // padded tokens of one batch
    double minutes_between_checkpoints = 5;
    double muon_lr = 0.02, adam_lr = 2e-3;
    double decay_share = 0.4;          // the last part of the steps in which the learning rate falls linearly to zero
    int vocabulary = 768;
    bool bf16_products = has_fast_bf16();  // linear layers and Newton-Schulz multiply in bf16; weights and sums stay f32
};

/// Said after every step.
struct TrainReport {
    int step = 0, steps = 0;
    double loss = 0;                // nats per trained token, moving average
    double tokens_per_second = 0;
    double seconds_left = 0;
    std::vector<double> exact;      // per task (task_names()): share of fresh sequences predicted without one wrong token
};
using TrainReportFn = std::function<void(const TrainReport&)>;

struct TrainOutcome {
    int step = 0;
    bool finished = false;  // false: stopped; run again to go on
    TrainReport last;
};

/// Starts, or goes on from settings.checkpoint. Stops within one step of `stop`, saving first.
/// The same seed and settings repeat the same data; with one worker also the same sums, so going on equals one run.
Result<TrainOutcome> train(const TrainSettings& settings, const TrainReportFn& report, std::stop_token stop);

}  // namespace reasonscope
