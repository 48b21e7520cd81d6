#include "app/bench/made_up_run.h"

#include <array>
#include <cmath>

namespace reasonscope::bench {
namespace {

constexpr int kTopK = 16, kLayers = 24, kSources = 2;

const std::array<const char*, 12> kWords = {" the", " total", " is", " 42", " so", " therefore", " we", " check", " that", " plates", " are", " equal"};

}  // namespace

MadeUpRun::MadeUpRun(int seed, int trace_rows) : random_(static_cast<unsigned>(seed)), trace_rows_(trace_rows) {
    start_.prompt = "How many ways are there to arrange the plates of table " + std::to_string(seed) + "?";
    start_.rendered_prompt = start_.prompt;
    start_.dtype = "f32";
    start_.device = "CPU, 2 threads";
    start_.model_name = "made-up";
    start_.model_type = "made-up";
    start_.fingerprint = std::string(64, 'b');
    start_.settings_json = R"({"temperature":0.0,"max_tokens":100000,"trace":"full"})";
    start_.model_json = R"({"layers":24,"heads":16,"context":131072})";
    start_.program_version = REASONSCOPE_VERSION;
    start_.seed = static_cast<std::uint64_t>(seed);
    for (std::size_t at = 0; at < start_.prompt.size();) {
        const std::size_t end = std::min(start_.prompt.size(), start_.prompt.find(' ', at + 1));
        start_.prompt_ids.push_back(static_cast<std::int32_t>(start_.prompt_ids.size()));
        start_.prompt_spans.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)});
        at = end;
    }
    position_ = static_cast<int>(start_.prompt_ids.size());
    bytes_ = static_cast<std::uint32_t>(start_.prompt.size());
    StoredStep question;
    question.step = {StepId(0), StepSource::Prompt, {0, bytes_}, TokenPos(0), TokenPos(position_), StepClass::ProblemSetup, 1};
    question.text = start_.prompt;
    steps_.push_back(std::move(question));
    begins_ = {TokenPos(0)};
    step_bytes_ = bytes_;
}

TokenRow MadeUpRun::next(AttentionTrace& attention, RouterTrace&) {
    // The row that predicts a token cannot look at a segment that begins with it.
    if (generated_ > 0 && (generated_ - 1) % kTokensPerStep == 0) begins_.push_back(TokenPos(position_ - 1));
    TokenRow row;
    row.position = TokenPos(position_);
    row.text = generated_ % kTokensPerStep == kTokensPerStep - 1 ? std::string(".") : kWords[random_() % kWords.size()];
    row.id = static_cast<std::int32_t>(random_() % 700);
    row.generated = true;
    row.probability = 0.4F + 0.6F * static_cast<float>(random_() % 1000) / 1000;
    row.entropy = 2 * (1 - row.probability);
    row.milliseconds = 0.5;
    row.alternatives = {{row.id, row.probability}, {701, (1 - row.probability) * 0.6F}, {702, (1 - row.probability) * 0.3F}};
    row.alternative_texts = {row.text, " but", " or"};
    if (trace_rows_ > 0) {
        attention = {};
        attention.layers = kLayers;
        attention.heads = trace_rows_ / kLayers;
        attention.top_k = kTopK;
        attention.segments = static_cast<int>(begins_.size());
        const int rows = attention.layers * attention.heads;
        for (int r = 0; r < rows; ++r) {
            for (int k = 0; k < kTopK; ++k) {
                attention.top_positions.push_back(static_cast<std::int32_t>(random_() % static_cast<unsigned>(position_)));
                attention.top_weights.push_back(0.5F / static_cast<float>(k + 1));
            }
            for (int s = 0; s < attention.segments; ++s) attention.segment_mass.push_back(1.0F / static_cast<float>(attention.segments));
        }
    }
    step_text_ += row.text;
    bytes_ += static_cast<std::uint32_t>(row.text.size());
    ++position_;
    ++generated_;
    if (step_is_complete()) end_step();
    return row;
}

void MadeUpRun::end_step() {
    StoredStep done;
    const StepId id(static_cast<std::int32_t>(steps_.size()));
    done.step = {id, StepSource::Thinking, {step_bytes_, bytes_}, TokenPos(position_ - kTokensPerStep), TokenPos(position_), static_cast<StepClass>(1 + random_() % 6), 0.9F};
    done.text = std::move(step_text_);
    step_text_.clear();
    for (int k = 0; k < std::min(kSources, id.value); ++k) {
        const int source = k == 0 ? id.value - 1 : static_cast<int>(random_() % static_cast<unsigned>(id.value - 1));
        edges_.push_back({id, StepId(source), k == 0 ? 0.6F : 0.3F, 0.05F, k == 0, EvidenceGrade::Observed, "attention"});
    }
    steps_.push_back(std::move(done));
    step_bytes_ = bytes_;
}

StepMatrix MadeUpRun::matrix() const {
    StepMatrix matrix(static_cast<int>(steps_.size()));
    for (const Edge& edge : edges_) matrix.at(edge.step.value, edge.source.value) = edge.weight;
    return matrix;
}

}  // namespace reasonscope::bench
