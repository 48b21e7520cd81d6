#include "train/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <atomic>
#include <cstring>
#include <malloc.h>

#include <ATen/Parallel.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "model/safetensors.h"
#include "train/data.h"
#include "train/detail/crew.h"
#include "train/detail/optimizer.h"
#include "train/detail/replica.h"
#include "train/recipe.h"
#include "train/tasks.h"

namespace reasonscope {
namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;
using detail::NamedTensors;

constexpr double kBalanceRate = 2e-3;  // how far a gate bias moves per step toward even load
constexpr double kMostReach = 15.0;    // attention scores above their row's mean that a head may reach before it is scaled down
constexpr double kLeastShare = 0.12;   // of a task that is always exact; one that never is weighs 1 more
constexpr double kDrillShare = 0.5;     // of a task's sequences; falls when more than half of the others are exact

double seconds_since(Clock::time_point from) { return std::chrono::duration<double>(Clock::now() - from).count(); }

std::vector<TensorView> views(const NamedTensors& tensors) {
    std::vector<TensorView> out;
    for (const auto& [name, t] : tensors) {
        const auto type = t.scalar_type() == at::kBFloat16 ? StoredType::BF16 : StoredType::F32;
        out.push_back({name, type, t.sizes().vec(), {static_cast<const std::byte*>(t.data_ptr()), t.nbytes()}});
    }
    return out;
}

class Training {
public:
    Training(const TrainSettings& settings, std::string tokenizer_json, Tokenizer tokenizer)
        : settings_(settings), tokenizer_json_(std::move(tokenizer_json)), tokenizer_(std::move(tokenizer)),
          config_(r1_mini_config(tokenizer_.size())), crew_(settings.workers) {
        auto halves = config_;
        halves.mla.rope_interleave = false;
        master_ = detail::initial_weights(halves, settings.seed);
        for (int i = 0; i < settings.workers; ++i) replicas_.push_back(std::make_unique<detail::Replica>(halves, master_, settings.bf16_products));
        NamedTensors trained;
        for (std::size_t i = 0; i < master_.size(); ++i) {
            if (master_[i].first.ends_with("e_score_correction_bias")) biases_.push_back(master_[i].second);
            else trained.push_back(master_[i]);
            index_[master_[i].first] = i;
        }
        groups_ = detail::make_groups(trained);
        std::sort(groups_.begin(), groups_.end(), [](const auto& a, const auto& b) { return a.cost() > b.cost(); });
        const auto tasks = task_names().size();
        curriculum_.share.assign(tasks, 1.0);
        curriculum_.drills.assign(tasks, kDrillShare);
        exact_.assign(tasks, 0.0);
    }

    Status resume() {
        const auto state_file = settings_.checkpoint / "state.json", tensor_file = settings_.checkpoint / "state.safetensors";
        if (!std::filesystem::exists(state_file)) return settings_.from.empty() ? Status{} : begin_with(settings_.from / "model.safetensors");
        const auto text = read_file(state_file);
        if (!text) return tl::unexpected(text.error());
        const auto file = SafetensorsFile::open(tensor_file);
        if (!file) return tl::unexpected(file.error());
        const auto fill = [&](const std::string& name, at::Tensor to) -> Status {
            const auto* found = file->find(name);
            if (!found || found->bytes.size() != to.nbytes())
                return bad_input("The checkpoint in '{}' does not fit this model: '{}' is missing or has another size.", settings_.checkpoint.string(), name);
            std::memcpy(to.data_ptr(), found->bytes.data(), found->bytes.size());
            return {};
        };
        for (const auto& [name, t] : state_tensors())
            if (auto done = fill(name, t); !done) return done;
        try {
            const auto state = Json::parse(*text);
            step_ = state.at("step");
            loss_ = state.at("loss");
            curriculum_.share = state.at("share").get<std::vector<double>>();
            curriculum_.drills = state.value("drills", curriculum_.drills);
            exact_ = state.at("exact").get<std::vector<double>>();
        } catch (const nlohmann::json::exception&) {
            return bad_input("The checkpoint in '{}' cannot be read; remove the folder to start again.", settings_.checkpoint.string());
        }
        return {};
    }

    Result<TrainOutcome> run(const TrainReportFn& report, std::stop_token stop) {
        started_ = Clock::now();
        first_step_ = step_;
        auto last_save = started_;
        while (step_ < settings_.steps && !stop.stop_requested()) {
            one_step();
            if (report) report(current());
            if (seconds_since(last_save) >= settings_.minutes_between_checkpoints * 60) {
                last_save = Clock::now();
                if (auto saved = save(); !saved) return tl::unexpected(saved.error());
            }
        }
        if (auto saved = save(); !saved) return tl::unexpected(saved.error());
        return TrainOutcome{step_, step_ >= settings_.steps, current()};
    }

private:
    /// Takes the weights of a model that this program wrote.
    Status begin_with(const std::filesystem::path& path) {
        const auto file = SafetensorsFile::open(path);
        if (!file) return tl::unexpected(file.error());
        for (const auto& [name, to] : master_) {
            const auto* found = file->find(name);
            if (!found || found->shape != to.sizes().vec() || (found->type != StoredType::BF16 && found->type != StoredType::F32))
                return bad_input("'{}' does not fit R1-mini: '{}' is missing, or has another shape or type.", path.string(), name);
            const auto stored = at::empty(to.sizes(), found->type == StoredType::BF16 ? at::kBFloat16 : at::kFloat);
            std::memcpy(stored.data_ptr(), found->bytes.data(), found->bytes.size());
            to.copy_(in_rope_order(name, stored, detail::deinterleave_rope));
        }
        return {};
    }

    /// The rope rows of `w` put in another order; tensors without rope rows as they are.
    [[nodiscard]] at::Tensor in_rope_order(const std::string& name, const at::Tensor& w, at::Tensor (*reorder)(const at::Tensor&, int, int)) const {
        const int rope = config_.mla.qk_rope_head_dim;
        if (name.ends_with("q_b_proj.weight") || name.ends_with("q_proj.weight")) return reorder(w, config_.heads, rope);
        return name.ends_with("kv_a_proj_with_mqa.weight") ? reorder(w, 1, rope) : w;
    }

    /// 1 during the stable part, linear to 0 in the last decay_share; a short warm-up.
    [[nodiscard]] double learning_factor() const {
        const double at = static_cast<double>(step_) / settings_.steps;
        const double warm = std::min(1.0, (step_ + 1) / 50.0);
        return warm * std::min(1.0, (1.0 - at) / settings_.decay_share);
    }

    void one_step() {
        DataStream stream(tokenizer_, settings_.seed * 1'000'003 + static_cast<std::uint64_t>(step_) + 1);
        const auto batches = stream.next(curriculum_, settings_.batches_per_step, settings_.batch_tokens);
        double divisor = 0;
        for (const auto& b : batches) divisor += static_cast<double>(b.targets.size());

        std::vector<detail::BatchStatistics> statistics(replicas_.size());
        std::atomic<std::size_t> next{0};
        crew_.run([&](int worker) {
            auto& replica = *replicas_[static_cast<std::size_t>(worker)];
            replica.clear();
            for (std::size_t i = next++; i < batches.size(); i = next++)
                statistics[static_cast<std::size_t>(worker)].add(replica.backward(batches[i], divisor));
        });
        std::atomic<std::size_t> group{0};
        crew_.run([&](int) {
            for (std::size_t i = group++; i < groups_.size(); i = group++) {
                std::vector<at::Tensor> grads;
                for (const auto& name : groups_[i].names) grads.push_back(gradient(index_.at(name)));
                detail::OptimizerSettings optimizer;
                optimizer.muon_lr = settings_.muon_lr;
                optimizer.adam_lr = settings_.adam_lr;
                optimizer.bf16_products = settings_.bf16_products;
                detail::update(groups_[i], grads, optimizer, learning_factor(), step_ + 1);
            }
        });
        auto total = statistics.front();
        for (std::size_t i = 1; i < statistics.size(); ++i) total.add(statistics[i]);
        balance(total);
        clip_scores(total);
        learn_from(total);
        ++step_;
    }

    at::Tensor gradient(std::size_t index) {
        at::Tensor sum;
        for (const auto& r : replicas_) {
            const auto g = r->gradient(index);
            if (g.defined()) sum = sum.defined() ? sum + g : g;
        }
        return sum.defined() ? sum : at::zeros_like(master_[index].second);
    }

    /// DeepSeek-V3's balancing without a loss: each expert's selection bias moves toward even load.
    void balance(const detail::BatchStatistics& total) {
        for (std::size_t layer = 0; layer < biases_.size() && layer < total.load.size(); ++layer) {
            const auto& load = total.load[layer];
            double mean = 0;
            for (const auto n : load) mean += static_cast<double>(n) / static_cast<double>(load.size());
            auto* bias = biases_[layer].data_ptr<float>();
            for (std::size_t e = 0; e < load.size(); ++e) bias[e] += static_cast<float>(load[e] < mean ? kBalanceRate : -kBalanceRate) * static_cast<float>(learning_factor());
        }
    }

    /// QK-clip (Kimi K2, arXiv 2507.20534): Muon lets attention scores grow until every head is one-hot and learns no more, so a head
    /// whose scores reach too far gets its query and key rows scaled down. The rotary key is shared by all heads and stays.
    void clip_scores(const detail::BatchStatistics& total) {
        const auto& mla = config_.mla;
        for (std::size_t layer = 0; layer < total.reach.size(); ++layer) {
            const auto prefix = "model.layers." + std::to_string(layer) + ".self_attn.";
            auto &q = master_[index_.at(prefix + "q_b_proj.weight")].second, &kv = master_[index_.at(prefix + "kv_b_proj.weight")].second;
            for (std::size_t head = 0; head < total.reach[layer].size(); ++head) {
                const double share = kMostReach / static_cast<double>(total.reach[layer][head]);
                if (!(share < 1.0)) continue;
                const auto h = static_cast<std::int64_t>(head);
                q.narrow(0, h * config_.head_dim_qk(), mla.qk_nope_head_dim).mul_(std::sqrt(share));
                q.narrow(0, h * config_.head_dim_qk() + mla.qk_nope_head_dim, mla.qk_rope_head_dim).mul_(share);
                kv.narrow(0, h * (mla.qk_nope_head_dim + mla.v_head_dim), mla.qk_nope_head_dim).mul_(std::sqrt(share));
            }
        }
    }

    /// Moving averages; weak tasks are drawn more often.
    void learn_from(const detail::BatchStatistics& total) {
        const double loss = total.loss / static_cast<double>(total.trained);
        loss_ = step_ == 0 ? loss : 0.98 * loss_ + 0.02 * loss;
        tokens_ += total.tokens;
        for (std::size_t t = 0; t < exact_.size(); ++t) {
            if (total.rows[t] == 0) continue;
            const double share = static_cast<double>(total.exact[t]) / static_cast<double>(total.rows[t]);
            exact_[t] = 0.96 * exact_[t] + 0.04 * share;
            curriculum_.share[t] = kLeastShare + (1.0 - exact_[t]);
            curriculum_.drills[t] = kDrillShare * std::min(1.0, 2.0 * (1.0 - exact_[t]));
        }
    }

    [[nodiscard]] TrainReport current() const {
        TrainReport r;
        r.step = step_;
        r.steps = settings_.steps;
        r.loss = loss_;
        const double seconds = seconds_since(started_);
        r.tokens_per_second = static_cast<double>(tokens_) / seconds;
        r.seconds_left = step_ > first_step_ ? seconds / (step_ - first_step_) * (settings_.steps - step_) : -1;
        r.exact = exact_;
        return r;
    }

    [[nodiscard]] NamedTensors state_tensors() const {
        NamedTensors out;
        for (const auto& [name, t] : master_) out.emplace_back("weight." + name, t);
        for (const auto& g : groups_) {
            out.emplace_back("first." + g.names.front(), g.first);
            if (!g.muon) out.emplace_back("second." + g.names.front(), g.second);
        }
        return out;
    }

    Status save() {
        std::error_code problem;
        std::filesystem::create_directories(settings_.checkpoint, problem);
        if (problem) return failure("Cannot create the folder '{}': {}.", settings_.checkpoint.string(), problem.message());
        if (auto done = write_safetensors(settings_.checkpoint / "state.safetensors", views(state_tensors())); !done) return done;
        const Json state{{"step", step_}, {"loss", loss_}, {"share", curriculum_.share}, {"drills", curriculum_.drills}, {"exact", exact_}};
        if (auto done = write_file(settings_.checkpoint / "state.json", state.dump(2)); !done) return done;
        return save_model();
    }

    /// bf16 weights under Hugging Face names, rope rows interleaved as published DeepSeek checkpoints have them.
    Status save_model() {
        if (auto done = write_model_files(settings_.out, config_, tokenizer_json_, tokenizer_); !done) return done;
        NamedTensors stored;
        for (const auto& [name, t] : master_) {
            const auto w = in_rope_order(name, t, detail::interleave_rope);
            stored.emplace_back(name, name.ends_with("e_score_correction_bias") ? w : w.to(at::kBFloat16));
        }
        return write_safetensors(settings_.out / "model.safetensors", views(stored));
    }

    TrainSettings settings_;
    std::string tokenizer_json_;
    Tokenizer tokenizer_;
    ModelConfig config_;
    NamedTensors master_;
    std::map<std::string, std::size_t> index_;
    std::vector<at::Tensor> biases_;
    std::vector<std::unique_ptr<detail::Replica>> replicas_;
    std::vector<detail::ParameterGroup> groups_;
    detail::Crew crew_;
    Curriculum curriculum_;
    std::vector<double> exact_;
    double loss_ = 0;
    int step_ = 0, first_step_ = 0;
    std::int64_t tokens_ = 0;
    Clock::time_point started_;
};

/// The tokenizer of a checkpoint, or a new one (kept there, so that going on uses the same).
Result<std::string> tokenizer_text(const TrainSettings& settings) {
    const auto file = settings.checkpoint / "tokenizer.json";
    if (std::filesystem::exists(file)) return read_file(file);
    auto text = settings.from.empty() ? r1_mini_tokenizer(settings.seed, settings.vocabulary) : read_file(settings.from / "tokenizer.json");
    if (!text) return text;
    std::error_code problem;
    std::filesystem::create_directories(settings.checkpoint, problem);
    if (problem) return failure("Cannot create the folder '{}': {}.", settings.checkpoint.string(), problem.message());
    if (auto done = write_file(file, *text); !done) return tl::unexpected(done.error());
    return text;
}

}  // namespace

Result<TrainOutcome> train(const TrainSettings& given, const TrainReportFn& report, std::stop_token stop) {
    auto settings = given;
    if (settings.checkpoint.empty()) settings.checkpoint = settings.out.string() + ".training";
    if (settings.steps < 1 || settings.workers < 1 || settings.batches_per_step < 1 || settings.batch_tokens < 256)
        return bad_input("Training needs at least one step, worker and batch, and 256 tokens a batch.");
    try {
        mallopt(M_MMAP_THRESHOLD, 32 << 20);  // keep freed memory: activations of one size come back every step (32 MiB is glibc's limit)
        mallopt(M_TRIM_THRESHOLD, 1 << 30);
        mallopt(M_TOP_PAD, 256 << 20);
        mallopt(M_ARENA_MAX, 1);
        at::set_num_threads(1);
        const auto text = tokenizer_text(settings);
        if (!text) return tl::unexpected(text.error());
        auto tokenizer = Tokenizer::parse(*text);
        if (!tokenizer) return tl::unexpected(tokenizer.error());
        Training training(settings, *text, std::move(*tokenizer));
        if (auto resumed = training.resume(); !resumed) return tl::unexpected(resumed.error());
        return training.run(report, stop);
    } catch (const std::exception& problem) {
        return failure("Training failed: {}.", std::string_view(problem.what()).substr(0, 300));
    }
}

}  // namespace reasonscope
