#include "model/detail/gguf_rope.h"

#include <algorithm>
#include <numbers>
#include <vector>

#include "model/dequantize.h"

namespace reasonscope::detail {
namespace {

using nlohmann::json;

struct Llama3 {
    double factor = 1, low = 1, high = 4, original = 8192;  // low_freq_factor, high_freq_factor, original_max_position_embeddings
};

/// What a frequency of this wavelength is divided by.
double divisor(const Llama3& s, double wavelength) {
    if (wavelength < s.original / s.high) return 1;
    if (wavelength > s.original / s.low) return s.factor;
    const double blend = (s.original / wavelength - s.low) / (s.high - s.low);
    return 1 / ((1 - blend) / s.factor + blend);
}

bool explains(const Llama3& s, const std::vector<double>& wavelengths, const std::vector<float>& divisors) {
    for (std::size_t i = 0; i < divisors.size(); ++i)
        if (!(std::abs(divisor(s, wavelengths[i]) - divisors[i]) <= 1e-3 * divisors[i])) return false;  // NaN explains nothing
    return true;
}

/// Between the two ends the blend is a line in 1/wavelength: slope original/(high - low), offset -low/(high - low). Only these two numbers
/// matter, so low may be called 1.
Llama3 fit(double factor, const std::vector<double>& wavelengths, const std::vector<float>& divisors) {
    std::vector<std::pair<double, double>> points;  // 1/wavelength, blend
    for (std::size_t i = 0; i < divisors.size(); ++i)
        if (divisors[i] > 1 && divisors[i] < factor) points.emplace_back(1 / wavelengths[i], (1 / divisors[i] - 1 / factor) / (1 - 1 / factor));
    Llama3 out{.factor = factor};
    if (points.size() < 2) return out;
    const double slope = (points.back().second - points.front().second) / (points.back().first - points.front().first);
    const double offset = slope * points.front().first - points.front().second;
    out.high = 1 + 1 / offset;
    out.original = slope * (out.high - out.low);
    return out;
}

json llama3(GgufKeys& keys, const GgufTensor& stored, double theta, std::int64_t dims) {
    std::vector<float> divisors(static_cast<std::size_t>(dims / 2));
    if (stored.shape != std::vector{dims / 2} || !dequantize(stored.type, stored.bytes, divisors))
        return keys.complain("has a 'rope_freqs.weight' that does not fit its heads"), nullptr;
    std::vector<double> wavelengths;
    for (std::int64_t i = 0; i < dims; i += 2)
        wavelengths.push_back(2 * std::numbers::pi * std::pow(theta, static_cast<double>(i) / static_cast<double>(dims)));
    const double factor = *std::max_element(divisors.begin(), divisors.end());
    Llama3 found{.factor = factor};  // as every published Llama 3 has it
    if (!explains(found, wavelengths, divisors)) found = fit(factor, wavelengths, divisors);
    if (!explains(found, wavelengths, divisors)) return keys.complain("scales its rotary frequencies in a way that is not Llama 3's"), nullptr;
    if (factor == 1) return nullptr;
    return {{"rope_type", "llama3"}, {"factor", GgufKeys::neat(factor)}, {"low_freq_factor", found.low}, {"high_freq_factor", found.high},
            {"original_max_position_embeddings", found.original}};
}

}  // namespace

json gguf_rope_scaling(GgufKeys& keys, double theta, std::int64_t rotary_dims) {
    if (const auto* divisors = keys.file().find("rope_freqs.weight")) return llama3(keys, *divisors, theta, rotary_dims);
    const auto type = keys.text("rope.scaling.type", "none");
    const double factor = keys.number("rope.scaling.factor", 1.0);
    if (type == "none" || (type == "linear" && factor == 1)) return nullptr;
    if (type == "linear") return {{"rope_type", "linear"}, {"factor", factor}};
    if (type != "yarn") return keys.complain(fmt::format("uses the rotary scaling '{}', which is not supported", type)), nullptr;
    json out = {{"rope_type", "yarn"}, {"factor", factor}};
    const auto copy = [&](const char* from, const char* to) {
        if (keys.has(from)) out[to] = keys.number(from, 0);
    };
    copy("rope.scaling.original_context_length", "original_max_position_embeddings");
    copy("rope.scaling.yarn_beta_fast", "beta_fast");
    copy("rope.scaling.yarn_beta_slow", "beta_slow");
    copy("rope.scaling.attn_factor", "attention_factor");
    copy("rope.scaling.yarn_attn_factor", "attention_factor");
    if (keys.file().text("general.architecture") == "gpt-oss") out["truncate"] = false;  // llama.cpp always rounds; the model does not
    if (keys.has("rope.scaling.yarn_truncate")) out["truncate"] = keys.flag("rope.scaling.yarn_truncate", true);
    // Converters write a tenth of mscale_all_dim and drop mscale; every published DeepSeek has the two equal.
    if (const double tenth = keys.number("rope.scaling.yarn_log_multiplier", 0); tenth != 0)
        out["mscale"] = out["mscale_all_dim"] = GgufKeys::neat(static_cast<float>(tenth * 10));
    return out;
}

}  // namespace reasonscope::detail
