#include "pipeline/fidelity.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <set>

#include <fmt/chrono.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/user_folders.h"
#include "generate/inspect.h"
#include "model/safetensors.h"
#include "pipeline/model_text.h"

namespace reasonscope {
namespace {

namespace fs = std::filesystem;

constexpr int kGreedy = 24;
constexpr std::size_t kOwnPositions = 160;  // at most, of the fixed text

/// What the model's own f32 is asked about: prose, arithmetic, code, a list, other scripts.
constexpr const char* kText =
    "If x = 4 and y = x + 7, then y * 2 = 22. Let me check: (4 + 7) * 2 = 22, so the answer holds. The three largest cities, in order, are:\n"
    "1. Tokyo\n2. Delhi\n3. Shanghai\n\n```python\ndef area(r):\n    return 3.14159 * r ** 2\n```\nWait, that is wrong: 17 is prime, but 51 = 3 * 17 is "
    "not. 因此答案是二十二。 Поэтому ответ 22. Alternatively, suppose that nobody is taller than Ida; hence she is the tallest of all.";

/// The reference's numbers, or the run's.
struct Measured {
    std::vector<std::int32_t> ids, greedy;             // prompt; prompt and greedy tokens
    std::vector<float> logits;                         // [T, vocab]
    std::vector<std::vector<float>> attention;         // per layer; may be empty
    std::vector<std::vector<std::int32_t>> experts;    // per MoE layer [T, k]; may be empty
};

template <class T>
std::vector<T> values_of(const TensorView& tensor) {
    std::vector<T> out(tensor.bytes.size() / sizeof(T));
    std::memcpy(out.data(), tensor.bytes.data(), out.size() * sizeof(T));
    return out;
}

Result<Measured> read_reference(const fs::path& path, const ModelConfig& config) {
    const auto file = SafetensorsFile::open(path);
    if (!file) return tl::unexpected(file.error());
    const auto* logits = file->find("logits");
    const auto* greedy = file->find("greedy_ids");
    if (!logits || logits->type != StoredType::F32 || logits->shape.size() != 2)
        return bad_input("'{}' is no reference: it has no 'logits' [T, vocab] in f32; `reasonscope inspect` writes such a file.", path.string());
    if (!greedy || greedy->type != StoredType::I32)
        return bad_input("'{}' does not say which ids it is about: it has no 'greedy_ids'; write it with `reasonscope inspect --greedy 24`.", path.string());
    const auto tokens = static_cast<std::size_t>(logits->shape[0]);
    if (logits->shape[1] != config.vocab_size)
        return bad_input("'{}' is about a vocabulary of {} ids, but the model has {}.", path.string(), logits->shape[1], config.vocab_size);
    Measured out;
    out.greedy = values_of<std::int32_t>(*greedy);
    if (tokens == 0 || out.greedy.size() < tokens) return bad_input("'{}' is damaged: it has {} logits rows for {} ids.", path.string(), tokens, out.greedy.size());
    out.ids.assign(out.greedy.begin(), out.greedy.begin() + static_cast<std::ptrdiff_t>(tokens));
    out.logits = values_of<float>(*logits);
    for (int layer = 0; layer < config.layers; ++layer) {
        if (const auto* tensor = file->find(fmt::format("attention.{}", layer)); tensor && tensor->type == StoredType::F32) out.attention.push_back(values_of<float>(*tensor));
        if (const auto* tensor = file->find(fmt::format("router.{}.experts", layer)); tensor && tensor->type == StoredType::I32)
            out.experts.push_back(values_of<std::int32_t>(*tensor));
    }
    return out;
}

Result<Measured> measure(const Model& model, std::vector<std::int32_t> ids, int greedy, const std::stop_token& stop) {
    auto pass = inspect(model, ids, greedy, stop);
    if (!pass) return tl::unexpected(pass.error());
    Measured out;
    out.ids = std::move(ids);
    out.greedy = std::move(pass->greedy_ids);
    out.logits = std::move(pass->logits);
    out.attention = std::move(pass->attention);
    for (auto& router : pass->routers) out.experts.push_back(std::move(router.experts));
    return out;
}

std::vector<double> log_softmax(std::span<const float> logits) {
    const double top = static_cast<double>(*std::ranges::max_element(logits));
    double total = 0;
    for (const float l : logits) total += std::exp(static_cast<double>(l) - top);
    std::vector<double> out;
    for (const float l : logits) out.push_back(static_cast<double>(l) - top - std::log(total));
    return out;
}

/// The worse of what stands there and these logits. A value that is no number counts as infinitely wrong.
void compare_logits(Fidelity& out, const std::vector<float>& wanted, const std::vector<float>& got, std::size_t vocab) {
    const std::size_t rows = wanted.size() / vocab;
    std::size_t agree = 0;
    double kl_sum = 0;
    for (std::size_t r = 0; r < rows; ++r) {
        const std::span<const float> a(wanted.data() + r * vocab, vocab), b(got.data() + r * vocab, vocab);
        for (std::size_t i = 0; i < vocab; ++i) {
            const double error = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
            out.max_logit_error = std::max(out.max_logit_error, std::isnan(error) ? INFINITY : error);
        }
        agree += std::ranges::max_element(a) - a.begin() == std::ranges::max_element(b) - b.begin() ? 1 : 0;
        const auto p = log_softmax(a), q = log_softmax(b);
        double kl = 0;
        for (std::size_t i = 0; i < vocab; ++i) kl += std::exp(p[i]) * (p[i] - q[i]);
        if (std::isnan(kl)) kl = INFINITY;
        kl = std::max(kl, 0.0);
        kl_sum += kl;
        out.max_kl = std::max(out.max_kl, kl);
    }
    out.mean_kl = std::max(out.mean_kl, kl_sum / static_cast<double>(rows));
    out.top1_agreement = std::min(out.top1_agreement, static_cast<double>(agree) / static_cast<double>(rows));
}

std::optional<double> attention_error(const Measured& wanted, const Measured& got) {
    if (wanted.attention.empty() || wanted.attention.size() != got.attention.size()) return std::nullopt;
    double most = 0;
    for (std::size_t layer = 0; layer < got.attention.size(); ++layer) {
        if (wanted.attention[layer].size() != got.attention[layer].size()) return std::nullopt;
        for (std::size_t i = 0; i < got.attention[layer].size(); ++i) {
            const double error = std::abs(static_cast<double>(wanted.attention[layer][i]) - static_cast<double>(got.attention[layer][i]));
            most = std::max(most, std::isnan(error) ? INFINITY : error);
        }
    }
    return most;
}

std::optional<double> routing_agreement(const Measured& wanted, const Measured& got, int k) {
    if (wanted.experts.empty() || wanted.experts.size() != got.experts.size()) return std::nullopt;
    std::size_t same = 0, all = 0;
    for (std::size_t layer = 0; layer < got.experts.size(); ++layer) {
        if (wanted.experts[layer].size() != got.experts[layer].size()) return std::nullopt;
        for (std::size_t at = 0; at < got.experts[layer].size(); at += static_cast<std::size_t>(k), ++all) {
            const auto chosen = [&](const Measured& of) {
                const auto first = of.experts[layer].begin() + static_cast<std::ptrdiff_t>(at);
                return std::set<std::int32_t>(first, first + k);
            };
            same += chosen(wanted) == chosen(got) ? 1 : 0;
        }
    }
    return static_cast<double>(same) / static_cast<double>(all);
}

std::optional<double> greedy_agreement(const Measured& wanted, const Measured& got) {
    const auto prompt = wanted.ids.size(), count = std::min(wanted.greedy.size(), got.greedy.size());
    if (count <= prompt) return std::nullopt;
    std::size_t at = prompt;
    while (at < count && wanted.greedy[at] == got.greedy[at]) ++at;
    return static_cast<double>(at - prompt) / static_cast<double>(count - prompt);
}

Result<std::vector<std::int32_t>> own_ids(const fs::path& path, const ModelConfig& config) {
    const auto tokenizer = load_tokenizer(path);
    if (!tokenizer) return tl::unexpected(tokenizer.error());
    std::vector<std::int32_t> ids;
    const auto most = std::min(kOwnPositions, static_cast<std::size_t>(std::max(1, config.context - kGreedy)));
    for (const Token& token : tokenizer->encode(kText))
        if (token.id < config.vocab_size && ids.size() < most) ids.push_back(token.id);
    return ids;
}

Result<std::shared_ptr<Model>> load(const fs::path& path, std::optional<DType> dtype, double from, double to, const ProgressFn& progress, const std::stop_token& stop) {
    LoadOptions options;
    options.dtype = dtype;
    options.stop = stop;
    if (progress) options.progress = [=](const Progress& p) { progress({from + (to - from) * std::max(0.0, p.fraction), -1, p.what}); };
    return Model::load(path, options);
}

fs::path kept(const std::string& fingerprint, std::string_view dtype) {
    return data_folder() / "fidelity" / fmt::format("{}-{}.json", fingerprint, dtype);
}

/// A check that cannot be kept was still made: the next one will be kept.
void keep(const std::string& fingerprint, const Fidelity& fidelity) {
    const auto file = kept(fingerprint, fidelity.dtype);
    std::error_code ignored;
    fs::create_directories(file.parent_path(), ignored);
    (void)write_file(file, fidelity_json(fidelity) + "\n");
}

}  // namespace

Fidelity::Verdict Fidelity::verdict() const {
    const bool same_choices = top1_agreement == 1.0 && routing_agreement.value_or(1.0) == 1.0 && greedy_agreement.value_or(1.0) == 1.0;
    if (same_choices && max_logit_error <= 2e-4 && max_attention_error.value_or(0.0) <= 1e-5) return Verdict::Equal;
    return top1_agreement >= 0.99 && mean_kl <= 1e-3 ? Verdict::Close : Verdict::Different;
}

std::string_view name(Fidelity::Verdict verdict) {
    switch (verdict) {
        case Fidelity::Verdict::Equal: return "equal";
        case Fidelity::Verdict::Close: return "close";
        case Fidelity::Verdict::Different: break;
    }
    return "different";
}

std::string fidelity_sentence(const Fidelity& f) {
    const auto verdict = f.verdict();
    std::string text = fmt::format("{} {} {} over {} positions: logits within {:.1e}, KL {:.1e}, top-1 {:.3f}", name(verdict),
                                   verdict == Fidelity::Verdict::Different ? "from" : "to", f.reference, f.positions, f.max_logit_error, f.mean_kl, f.top1_agreement);
    if (f.max_attention_error) text += fmt::format(", attention within {:.1e}", *f.max_attention_error);
    if (f.routing_agreement) text += fmt::format(", experts {:.3f}", *f.routing_agreement);
    if (f.greedy_agreement) text += fmt::format(", greedy tokens {:.3f}", *f.greedy_agreement);
    return text;
}

std::string fidelity_json(const Fidelity& f) {
    // JSON knows no infinity.
    const auto finite = [](double value) { return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(); };
    const auto maybe = [&](const std::optional<double>& value) { return value ? finite(*value) : nlohmann::ordered_json(); };
    return nlohmann::ordered_json{{"verdict", name(f.verdict())},
                                  {"reference", f.reference},
                                  {"dtype", f.dtype},
                                  {"device", f.device},
                                  {"positions", f.positions},
                                  {"max_logit_error", finite(f.max_logit_error)},
                                  {"mean_kl", finite(f.mean_kl)},
                                  {"max_kl", finite(f.max_kl)},
                                  {"top1_agreement", f.top1_agreement},
                                  {"max_attention_error", maybe(f.max_attention_error)},
                                  {"routing_agreement", maybe(f.routing_agreement)},
                                  {"greedy_agreement", maybe(f.greedy_agreement)},
                                  {"measured", f.measured}}
        .dump(2);
}

std::optional<Fidelity> parse_fidelity(std::string_view text) {
    try {
        const auto json = nlohmann::json::parse(text);
        const auto number = [&](const char* key) { return json.at(key).is_null() ? static_cast<double>(INFINITY) : json.at(key).get<double>(); };
        const auto maybe = [&](const char* key) { return json.at(key).is_null() ? std::nullopt : std::optional(json.at(key).get<double>()); };
        Fidelity f;
        f.reference = json.at("reference");
        f.dtype = json.at("dtype");
        f.device = json.at("device");
        f.positions = json.at("positions");
        f.max_logit_error = number("max_logit_error");
        f.mean_kl = number("mean_kl");
        f.max_kl = number("max_kl");
        f.top1_agreement = json.at("top1_agreement");
        f.max_attention_error = maybe("max_attention_error");
        f.routing_agreement = maybe("routing_agreement");
        f.greedy_agreement = maybe("greedy_agreement");
        f.measured = json.at("measured");
        return f;
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;
    }
}

Result<Fidelity> check_fidelity(const fs::path& path, const FidelitySettings& settings, const ProgressFn& progress, std::stop_token stop) {
    const bool own = settings.reference.empty();
    Measured wanted;
    if (own) {  // in a scope of its own: the f32 weights go before the others come
        const auto exact = load(path, DType::F32, 0, 0.4, progress, stop);
        if (!exact) return tl::unexpected(exact.error());
        auto ids = own_ids(path, (*exact)->config());
        if (!ids) return tl::unexpected(ids.error());
        auto measured = measure(**exact, std::move(*ids), kGreedy, stop);
        if (!measured) return tl::unexpected(measured.error());
        wanted = std::move(*measured);
    }
    const auto model = load(path, settings.dtype, own ? 0.4 : 0, 0.8, progress, stop);
    if (!model) return tl::unexpected(model.error());
    const auto& config = (*model)->config();
    if (!own) {
        auto read = read_reference(settings.reference, config);
        if (!read) return tl::unexpected(read.error());
        wanted = std::move(*read);
    }
    if (progress) progress({0.8, -1, "Comparing"});
    const auto got = measure(**model, wanted.ids, static_cast<int>(wanted.greedy.size() - wanted.ids.size()), stop);
    if (!got) return tl::unexpected(got.error());
    const auto decoded = decoded_logits(**model, wanted.ids, stop);
    if (!decoded) return tl::unexpected(decoded.error());

    Fidelity out;
    out.reference = own ? "its own f32" : settings.reference.filename().string();
    out.dtype = name((*model)->dtype());
    out.device = (*model)->device_name();
    out.positions = static_cast<int>(wanted.ids.size());
    out.top1_agreement = 1;
    compare_logits(out, wanted.logits, got->logits, static_cast<std::size_t>(config.vocab_size));
    compare_logits(out, wanted.logits, *decoded, static_cast<std::size_t>(config.vocab_size));
    out.max_attention_error = attention_error(wanted, *got);
    out.routing_agreement = routing_agreement(wanted, *got, config.moe.experts_per_token);
    out.greedy_agreement = greedy_agreement(wanted, *got);
    out.measured = fmt::format("{:%FT%TZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
    keep((*model)->fingerprint(), out);
    if (progress) progress({1, 0, "Compared"});
    return out;
}

std::optional<Fidelity> known_fidelity(const std::string& fingerprint, std::string_view dtype) {
    if (fingerprint.empty()) return std::nullopt;
    const auto text = read_file(kept(fingerprint, dtype));
    return text ? parse_fidelity(*text) : std::nullopt;
}

}  // namespace reasonscope
