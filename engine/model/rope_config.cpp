#include <cmath>

#include <fmt/format.h>

#include "model/family.h"

namespace reasonscope {
namespace {

void read_yarn(ConfigReader& inner, RopeConfig& rope, int context) {
    rope.original_context = inner.number({"original_max_position_embeddings"}, context);
    const double derived = rope.original_context > 0 ? context / rope.original_context : 1.0;
    rope.factor = inner.number({"factor"}, derived);
    rope.beta_fast = inner.number({"beta_fast"}, rope.beta_fast);
    rope.beta_slow = inner.number({"beta_slow"}, rope.beta_slow);
    rope.mscale = inner.number({"mscale"}, 0.0);
    rope.mscale_all_dim = inner.number({"mscale_all_dim"}, 0.0);
    rope.attention_factor = inner.number({"attention_factor"}, 0.0);
    rope.truncate = inner.flag({"truncate"}, true);
    if (!(rope.original_context > 0) || !(rope.factor > 0) || !(rope.beta_fast > 0) || !(rope.beta_slow > 0))
        inner.complain("has yarn scaling with a value that is not positive");
}

void read_llama3(ConfigReader& inner, RopeConfig& rope) {
    rope.factor = inner.number({"factor"}, 0.0);
    rope.low_frequency_factor = inner.number({"low_freq_factor"}, 0.0);
    rope.high_frequency_factor = inner.number({"high_freq_factor"}, 0.0);
    rope.original_context = inner.number({"original_max_position_embeddings"}, 0.0);
    if (!(rope.factor > 0) || !(rope.low_frequency_factor > 0) || !(rope.high_frequency_factor > rope.low_frequency_factor) || !(rope.original_context > 0))
        inner.complain("has llama3 rotary scaling with a value that is missing or out of order");
}

}  // namespace

RopeConfig read_rope(ConfigReader& top, int context) {
    RopeConfig rope;
    rope.theta = top.number({"rope_theta"}, rope.theta);
    if (top.number({"partial_rotary_factor"}, 1.0) != 1.0) top.complain("rotates a part of each head only ('partial_rotary_factor'), which is not supported");
    const auto* nested = top.find({"rope_parameters", "rope_scaling"});
    if (nested && !nested->is_object()) top.complain("has a 'rope_scaling' that is not an object");
    if (nested && nested->is_object()) {
        ConfigReader inner(*nested);
        rope.theta = inner.number({"rope_theta"}, rope.theta);
        const auto type = inner.text({"rope_type", "type"}, "default");
        if (type == "yarn") {
            rope.scaling = RopeScaling::Yarn;
            read_yarn(inner, rope, context);
        } else if (type == "llama3") {
            rope.scaling = RopeScaling::Llama3;
            read_llama3(inner, rope);
        } else if (type == "linear") {
            rope.scaling = RopeScaling::Linear;
            rope.factor = inner.number({"factor"}, 1.0);
            if (!(rope.factor > 0)) inner.complain("has linear rotary scaling with a 'factor' that is not positive");
        } else if (type != "default") {
            inner.complain(fmt::format("uses the rotary scaling '{}', which is not supported (default, linear, llama3 and yarn are)", type));
        }
        if (!inner.problem().empty()) top.complain(inner.problem());
    }
    if (!(rope.theta > 1.0) || !std::isfinite(rope.theta)) top.complain(fmt::format("has an unusable 'rope_theta': {}", rope.theta));
    return rope;
}

}  // namespace reasonscope
