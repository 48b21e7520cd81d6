#include "train/data.h"

#include <algorithm>

#include "train/tasks.h"
#include "train/tasks/builder.h"

namespace reasonscope {
namespace {

/// A drill asks nothing, so that its prompt tells it from a problem. The question is the last fact.
void drop_question(Problem& problem) {
    problem.prompt.resize(problem.prompt.size() - problem.facts.back().size() - 1);
    problem.facts.pop_back();
}

/// All look-ups twice, each time in a new order.
std::string drill_text(const Problem& problem, std::mt19937_64& random) {
    std::string text;
    for (int round = 0; round < 2; ++round)
        for (const auto& line : drill(problem, random)) text += (text.empty() ? "" : " ") + line;
    return text;
}

}  // namespace

std::string training_prompt(const std::string& question) {
    std::string text;
    for (const auto part : {kBos, kUser, std::string_view(question), kAssistant, kThink}) text += part;
    return text + "\n";
}

DataStream::Sequence DataStream::sequence(const Curriculum& curriculum) {
    double total = 0;
    for (const double s : curriculum.share) total += s;
    double at = static_cast<double>(random_() >> 11) * 0x1.0p-53 * total;
    std::size_t task = 0;
    while (task + 1 < curriculum.share.size() && at >= curriculum.share[task]) at -= curriculum.share[task++];

    tasks::Dice dice(random_);
    auto problem = make_problem(task_names()[task], random_);
    const bool drills = problem.facts.size() > 2 && dice.chance(curriculum.drills[task]);
    if (drills) drop_question(problem);
    Sequence out;
    out.task = drills ? -1 : static_cast<int>(task);
    for (const auto& t : tokenizer_.encode(training_prompt(problem.prompt))) out.ids.push_back(t.id);
    out.prompt = static_cast<int>(out.ids.size());
    for (const auto& t : tokenizer_.encode((drills ? drill_text(problem, random_) : completion_text(problem)) + std::string(kEos))) out.ids.push_back(t.id);
    return out;
}

std::vector<Batch> DataStream::next(const Curriculum& curriculum, int count, int batch_tokens) {
    std::vector<Sequence> pool;
    int tokens = 0;
    while (tokens < count * batch_tokens) {
        pool.push_back(sequence(curriculum));
        tokens += static_cast<int>(pool.back().ids.size());
    }
    std::stable_sort(pool.begin(), pool.end(), [](const Sequence& a, const Sequence& b) { return a.ids.size() < b.ids.size(); });

    std::vector<Batch> batches;
    for (std::size_t begin = 0; begin < pool.size();) {
        std::size_t end = begin + 1;
        while (end < pool.size() && static_cast<int>((end - begin + 1) * pool[end].ids.size()) <= batch_tokens) ++end;
        Batch b;
        b.rows = static_cast<int>(end - begin);
        b.length = static_cast<int>(pool[end - 1].ids.size());
        b.ids.assign(static_cast<std::size_t>(b.rows) * static_cast<std::size_t>(b.length), 0);
        for (int r = 0; r < b.rows; ++r) {
            const auto& s = pool[begin + static_cast<std::size_t>(r)];
            const auto offset = static_cast<std::int64_t>(r) * b.length;
            std::copy(s.ids.begin(), s.ids.end(), b.ids.begin() + offset);
            for (std::size_t i = static_cast<std::size_t>(s.prompt); i < s.ids.size(); ++i) {
                b.inputs.push_back(offset + static_cast<std::int64_t>(i) - 1);
                b.targets.push_back(s.ids[i]);
                b.row_of.push_back(r);
            }
            b.task.push_back(s.task);
            b.tokens += static_cast<int>(s.ids.size());
        }
        batches.push_back(std::move(b));
        begin = end;
    }
    for (std::size_t i = batches.size(); i > 1; --i) std::swap(batches[i - 1], batches[random_() % i]);
    return batches;
}

}  // namespace reasonscope
