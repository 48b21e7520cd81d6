#pragma once
// How far a running model is from a reference: another program's exact pass, or its own in f32. Torch-free.

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>

#include "base/progress.h"
#include "base/result.h"
#include "model/model.h"

namespace reasonscope {

/// Reference and run see the same ids. Logits [T, vocab] are compared at every position, in f64; KL is KL(reference || run) in nats.
struct Fidelity {
    std::string reference;           // "its own f32", or the reference file's name
    std::string dtype, device;       // of the run
    int positions = 0;               // T
    double max_logit_error = 0;      // absolute
    double mean_kl = 0, max_kl = 0;
    double top1_agreement = 0;       // share of positions with the same likeliest token
    std::optional<double> max_attention_error;  // absolute, over all layers and heads; needs attention in the reference
    std::optional<double> routing_agreement;    // share of (position, MoE layer) with the same set of experts
    std::optional<double> greedy_agreement;     // share of the greedy tokens equal up to the first that differs, decoded with the cache
    std::string measured;            // ISO 8601, UTC

    enum class Verdict { Equal, Close, Different };
    /// Equal: logits within 2e-4, attention (if known) within 1e-5, same likeliest tokens, experts and greedy tokens. Close: top-1 >= 0.99 and
    /// mean KL <= 1e-3.
    [[nodiscard]] Verdict verdict() const;
};
std::string_view name(Fidelity::Verdict verdict);  // "equal", "close", "different"
/// "equal to transformers.safetensors over 24 positions: logits within 3.1e-05, KL 1.2e-10, top-1 1.000, experts 1.000"
std::string fidelity_sentence(const Fidelity& fidelity);
std::string fidelity_json(const Fidelity& fidelity);
/// nullopt for text that fidelity_json did not write.
std::optional<Fidelity> parse_fidelity(std::string_view json);

struct FidelitySettings {
    std::optional<DType> dtype;       // of the run; default as Model::load
    std::filesystem::path reference;  // as `inspect --greedy N` writes it; empty: the model's own f32
};

/// Loads the model at `path`, one precision at a time, and compares. Without a reference file the ids are a fixed text; when the run is in f32
/// too, what is compared is decoding token by token with the cache against the exact pass. The result is kept (known_fidelity).
/// Errors: BadInput for a reference without ids or with another vocabulary, and what Model::load says.
Result<Fidelity> check_fidelity(const std::filesystem::path& path, const FidelitySettings& settings, const ProgressFn& progress, std::stop_token stop);

/// The newest kept check of this fingerprint and precision; nothing when there is none.
/// Kept in $XDG_DATA_HOME/reasonscope/fidelity/FINGERPRINT-DTYPE.json (~/.local/share).
std::optional<Fidelity> known_fidelity(const std::string& fingerprint, std::string_view dtype);

}  // namespace reasonscope
