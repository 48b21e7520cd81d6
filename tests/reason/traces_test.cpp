// Segmentation and classes against published, labelled traces of real R1 models (data/make_traces.py).

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <fstream>
#include <map>
#include <set>

#include "reason/segment.h"

namespace reasonscope {
namespace {

constexpr double kAccuracyFloor = 0.47, kMacroFloor = 0.43;

struct Trace {
    std::string text;
    std::vector<std::uint32_t> begins;
    std::vector<std::string> classes;
};

std::vector<Trace> traces() {
    std::ifstream file(REASONSCOPE_SOURCE_DIR "/tests/reason/data/traces.jsonl");
    std::vector<Trace> all;
    for (std::string line; std::getline(file, line);) {
        const auto json = nlohmann::json::parse(line);
        all.push_back({json["text"], json["begins"], json["classes"]});
    }
    return all;
}

double f1(int hits, int given, int wanted) { return given + wanted > 0 ? 2.0 * hits / (given + wanted) : 0; }

/// The published splitter cuts inside LaTeX and after every factorial; this product does not, on purpose.
bool in_formula(std::string_view text, std::uint32_t at) {
    const std::string_view before = text.substr(0, at);
    for (const auto& [open, close] : {std::pair{"\\[", "\\]"}, {"\\(", "\\)"}}) {
        const std::size_t opened = before.rfind(open), closed = before.rfind(close);
        if (opened != std::string_view::npos && (closed == std::string_view::npos || closed < opened)) return true;
    }
    const std::size_t last = before.find_last_not_of(" \n");
    return last != std::string_view::npos && before[last] == '!' && std::string_view("=+-*/<>^\\").find(text[at]) != std::string_view::npos;
}

TEST(Traces, BoundariesAgreeWithThePublishedOnes) {
    const auto all = traces();
    ASSERT_EQ(all.size(), 24U);
    int hits = 0, given = 0, wanted = 0, wanted_outside = 0;
    for (const Trace& trace : all) {
        std::set<std::uint32_t> reference(trace.begins.begin(), trace.begins.end());
        reference.erase(0);
        wanted += static_cast<int>(reference.size());
        for (const std::uint32_t at : reference) wanted_outside += in_formula(trace.text, at) ? 0 : 1;
        for (const ByteSpan span : segment(trace.text)) {
            if (span.begin == 0) continue;
            ++given;
            hits += reference.contains(span.begin) ? 1 : 0;
        }
    }
    std::printf("boundaries: F1 %.3f, outside formulas %.3f\n", f1(hits, given, wanted), f1(hits, given, wanted_outside));
    EXPECT_GT(f1(hits, given, wanted), 0.970);
    EXPECT_GT(f1(hits, given, wanted_outside), 0.985);
}

TEST(Traces, ClassesAgreeWellAboveChance) {
    std::map<std::string, int> hits, given, wanted;
    int right = 0, n = 0;
    for (const Trace& trace : traces()) {
        for (std::size_t i = 0; i < trace.begins.size(); ++i) {
            const auto end = i + 1 < trace.begins.size() ? trace.begins[i + 1] : static_cast<std::uint32_t>(trace.text.size());
            const double place = static_cast<double>(trace.begins[i]) / static_cast<double>(trace.text.size());
            const std::string found(name(classify(slice(trace.text, {trace.begins[i], end}), StepSource::Thinking, place).cls));
            ++n, ++given[found], ++wanted[trace.classes[i]];
            if (found == trace.classes[i]) ++hits[found], ++right;
        }
    }
    double macro = 0;
    for (const auto& [cls, count] : wanted) macro += f1(hits[cls], given[cls], count) / static_cast<double>(wanted.size());
    std::printf("classes: accuracy %.3f, macro F1 %.3f\n", static_cast<double>(right) / n, macro);
    // The commonest class alone gives 0.35 and 0.06.
    EXPECT_GT(static_cast<double>(right) / n, kAccuracyFloor);
    EXPECT_GT(macro, kMacroFloor);
}

}  // namespace
}  // namespace reasonscope
