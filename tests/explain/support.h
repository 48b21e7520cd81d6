#pragma once
// A short chain on a small model: what the tests of this room explain.

#include <cstdint>
#include <stdexcept>
#include <vector>

#include "reason/step.h"
#include "tests/support/small_model.h"

namespace reasonscope::test {

inline const std::vector<std::int32_t> kIds{15, 3, 11, 4, 31, 20, 11, 2, 23, 7, 40, 12, 5, 9};

/// Two steps of the prompt and two of the thinking over kIds; position 0 belongs to none.
inline std::vector<Step> steps() {
    std::vector<Step> all(4);
    const int firsts[] = {1, 3, 6, 10}, lasts[] = {3, 6, 10, 14};
    for (int i = 0; i < 4; ++i) {
        auto& step = all[static_cast<std::size_t>(i)];
        step.id = StepId(i);
        step.first = TokenPos(firsts[i]);
        step.last = TokenPos(lasts[i]);
        step.source = i < 2 ? StepSource::Prompt : StepSource::Thinking;
    }
    return all;
}

inline std::shared_ptr<Model> load(std::string_view name = "plain") {
    auto model = Model::load(small_model(name), cpu_f32());
    if (!model) throw std::runtime_error(model.error().message);
    return *model;
}

}  // namespace reasonscope::test
