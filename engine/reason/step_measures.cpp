#include "reason/step_measures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "reason/step_features.h"
#include "reason/utf8.h"

namespace reasonscope {
namespace {

/// Words that speak together. A `*` at the end leaves the word's end free.
struct CueGroup {
    std::string_view name;
    std::array<std::string_view, 12> phrases;
};

constexpr std::array kGroups = {
    CueGroup{"wait", {"wait"}},
    CueGroup{"hmm", {"hmm"}},
    CueGroup{"maybe", {"maybe", "perhaps"}},
    CueGroup{"alternatively", {"alternatively"}},
    CueGroup{"let me", {"let me"}},
    CueGroup{"let us", {"let's"}},
    CueGroup{"need", {"i need to", "we need to", "i have to", "we have to", "i want to", "we want to"}},
    CueGroup{"check", {"check*", "verif*", "confirm*", "double*"}},
    CueGroup{"therefore", {"so", "therefore", "thus", "hence"}},
    CueGroup{"is", {"is", "are", "was", "were"}},
    CueGroup{"compute", {"equals*", "gives*", "becomes*", "times", "plus", "minus", "divided", "multipl*", "simplif*", "substitut*", "calculat*", "comput*"}},
    CueGroup{"formula", {"formula", "theorem", "recall", "remember", "known", "definition", "property", "rule"}},
    CueGroup{"problem", {"problem", "question", "given", "ask", "asks", "says"}},
    CueGroup{"answer", {"answer", "final", "boxed"}},
    CueGroup{"right", {"correct", "right", "makes sense", "matches", "consistent", "seem", "seems"}},
    CueGroup{"if", {"if", "suppose", "assume", "consider"}},
    CueGroup{"because", {"because", "since"}},
    CueGroup{"each", {"each", "every", "all", "total"}},
    CueGroup{"but", {"but", "however", "actually", "instead"}},
    CueGroup{"first", {"first", "next", "then", "now", "start", "step"}},
    CueGroup{"wrong", {"wrong*", "mistake*", "confus*", "error*", "not sure", "incorrect*"}},
    CueGroup{"i", {"i", "me", "my"}},
    CueGroup{"we", {"we", "our", "us"}},
    CueGroup{"can", {"can", "could", "should", "would", "might", "must"}},
    CueGroup{"not", {"not", "no", "don't", "doesn't", "isn't"}},
    CueGroup{"how", {"how", "what", "why", "which"}},
    CueGroup{"means", {"where", "when", "means", "represent", "represents", "called", "denote"}},
    CueGroup{"again", {"similarly", "same", "again", "another", "other"}},
    CueGroup{"okay", {"okay", "ok", "alright", "well"}},
    CueGroup{"sum", {"in total", "overall", "altogether", "combin*", "sum", "adding", "add"}},
};
constexpr std::size_t kWait = 0, kHmm = 1, kAlternatively = 3, kCheck = 7;

bool in_word(char c) { return is_letter(c) || is_digit(c); }

bool stands_at(std::string_view text, std::size_t at, std::string_view phrase) {
    const bool open = phrase.ends_with('*');
    if (open) phrase.remove_suffix(1);
    if (!starts_at(text, at, phrase) || (at > 0 && in_word(text[at - 1]))) return false;
    return open || at + phrase.size() >= text.size() || !in_word(text[at + phrase.size()]);
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

/// How often a group's words occur, at most three times; and whether one of them opens the text.
std::pair<int, bool> cues(std::string_view text, const CueGroup& group) {
    int count = 0;
    bool opens = false;
    for (const std::string_view phrase : group.phrases) {
        if (phrase.empty()) break;
        const std::string_view bare = phrase.ends_with('*') ? phrase.substr(0, phrase.size() - 1) : phrase;
        for (std::size_t at = text.find(bare); at != std::string_view::npos; at = text.find(bare, at + 1)) {
            if (stands_at(text, at, phrase)) ++count, opens |= at == 0;
        }
    }
    return {std::min(count, 3), opens};
}

/// Words of three letters or more that carry a subject.
std::set<std::string> subjects_of(const std::string& low) {
    static const std::set<std::string, std::less<>> kCommon = {"the", "and", "that", "for", "this", "with", "its", "was", "then", "from", "there", "which", "are"};
    std::set<std::string> found;
    for (std::size_t i = 0; i < low.size();) {
        std::size_t end = i;
        while (end < low.size() && is_lower(low[end])) ++end;
        if (end - i >= 3 && !kCommon.contains(std::string_view(low).substr(i, end - i))) found.insert(low.substr(i, end - i));
        i = std::max(end, i + 1);
    }
    return found;
}

template <class Set>
double shared(const Set& a, const Set& b) {
    return static_cast<double>(std::ranges::count_if(a, [&](const auto& item) { return b.contains(item); }));
}

/// How many numbers two sorted lists share.
double common_of(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b) {
    int common = 0;
    for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
        if (*i == *j) ++common, ++i, ++j;
        else if (*i < *j) ++i;
        else ++j;
    }
    return common;
}

/// A digit, an operator and a digit: arithmetic is being done.
bool has_arithmetic(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (std::string_view("-+*/").find(text[i]) == std::string_view::npos) continue;
        std::size_t before = i;
        while (before > 0 && is_space(text[before - 1])) --before;
        const std::size_t behind = skip_spaces(text, i + 1);
        if (before > 0 && is_digit(text[before - 1]) && behind < text.size() && is_digit(text[behind])) return true;
    }
    return false;
}

bool is_item(std::string_view line) {
    std::size_t at = 0;
    while (at < line.size() && is_digit(line[at])) ++at;
    if (at > 0) return starts_at(line, at, ". ");
    return line.starts_with("- ") || line.starts_with("* ");
}

/// Gathers a step's measures in order, and their names where asked to.
class Sheet {
public:
    explicit Sheet(std::vector<std::string>* names) : names_(names) {}
    void add(std::string_view name, double value) {
        values_.push_back(value);
        if (names_) names_->emplace_back(name);
    }
    void add(std::string_view name, bool value) { add(name, value ? 1.0 : 0.0); }
    StepMeasures take() { return std::move(values_); }

private:
    StepMeasures values_;
    std::vector<std::string>* names_;
};

class Measurer {
public:
    explicit Measurer(std::span<const std::string_view> steps) : steps_(steps) {
        std::string opening;
        for (std::size_t i = 0; i < steps.size(); ++i) {
            bytes_ += static_cast<double>(steps[i].size());
            mean_length_ += length(steps[i]) / static_cast<double>(steps.size());
            if (i < 3) opening += lower(steps[i]);
        }
        opening_subjects_ = subjects_of(opening);
        for (auto& number : numbers_of(opening)) opening_numbers_.insert(std::move(number));
    }

    StepMeasures measure(std::size_t i, std::vector<std::string>* names) {
        Sheet sheet(names);
        const std::string low = lower(steps_[i]);
        std::string_view trimmed = low;
        trimmed.remove_prefix(skip_spaces(trimmed, 0));
        while (!trimmed.empty() && is_space(trimmed.back())) trimmed.remove_suffix(1);
        add_marks(sheet, steps_[i]);
        add_numbers(sheet, i, numbers_of(low));
        add_wording(sheet, low);
        add_place(sheet, i);
        add_layout(sheet, i, low, trimmed);
        add_cues(sheet, trimmed);
        before_ += static_cast<double>(low.size());
        return sheet.take();
    }

private:
    static double length(std::string_view text) { return std::log2(static_cast<double>(text.size()) + 1); }

    void add_marks(Sheet& sheet, std::string_view text) const {
        const auto count = [&](auto&& test) { return static_cast<double>(std::ranges::count_if(text, test)); };
        const double letters = count([](char c) { return is_letter(c); }), digits = count(is_digit), equals = count([](char c) { return c == '='; });
        const double operators = count([](char c) { return std::string_view("+*/^<>-").find(c) != std::string_view::npos; });
        const double size = static_cast<double>(text.size()) + 1;
        sheet.add("length", length(text));
        sheet.add("length above the mean", length(text) - mean_length_);
        sheet.add("letters", std::log1p(letters));
        sheet.add("digits", std::log1p(digits));
        sheet.add("equals signs", std::log1p(equals));
        sheet.add("operators", std::log1p(operators));
        sheet.add("commands", std::log1p(count([](char c) { return c == '\\'; })));
        sheet.add("share of digits", digits / size);
        sheet.add("share of letters", letters / size);
        sheet.add("share of mathematics", (equals + operators + digits) / (letters + equals + operators + digits + 1));
        sheet.add("commas", count([](char c) { return c == ','; }));
    }

    /// The age of a number is how many steps ago it was last written.
    void add_numbers(Sheet& sheet, std::size_t i, const std::vector<std::string>& numbers) {
        constexpr double kOld = 30, kNever = 31, kNone = 15;
        std::vector<double> ages;
        double longest = 0, opening = 0;
        for (const std::string& number : numbers) {
            const auto seen = seen_.find(number);
            ages.push_back(seen == seen_.end() ? kNever : std::min(kOld, static_cast<double>(i - seen->second)));
            longest = std::max(longest, static_cast<double>(number.size()));
            opening += opening_numbers_.contains(number) ? 1 : 0;
        }
        const auto count = static_cast<double>(numbers.size());
        const auto old = static_cast<double>(std::ranges::count_if(ages, [](double a) { return a <= kOld; }));
        sheet.add("numbers", count);
        sheet.add("different numbers", static_cast<double>(std::set<std::string>(numbers.begin(), numbers.end()).size()));
        sheet.add("longest number", longest);
        sheet.add("share of old numbers", ages.empty() ? 0.5 : old / count);
        sheet.add("age of the last number", ages.empty() ? kNone : ages.back());
        sheet.add("least age of a number", ages.empty() ? kNone : *std::ranges::min_element(ages));
        sheet.add("greatest age of a number", ages.empty() ? kNone : *std::ranges::max_element(ages));
        sheet.add("numbers of the opening", opening / (count + 1));
        for (const std::string& number : numbers) seen_[number] = i;
    }

    void add_wording(Sheet& sheet, const std::string& low) {
        constexpr std::size_t kLookBack = 60;
        constexpr double kFar = 40;
        auto subjects = subjects_of(low);
        const double size = static_cast<double>(subjects.size()) + 1;
        sheet.add("subjects of the opening", shared(subjects, opening_subjects_) / size);
        sheet.add("subjects of the step before", shared(subjects, subjects_before_) / size);
        sheet.add("new subjects", (size - 1 - shared(subjects, subjects_seen_)) / size);
        std::vector<std::size_t> words;  // numbers of the step's words, sorted, each once
        for (const std::string& word : step_words(low)) words.push_back(numbered_.emplace(word, numbered_.size()).first->second);
        std::ranges::sort(words);
        words.erase(std::unique(words.begin(), words.end()), words.end());
        double best = 0, distance = kFar;
        for (std::size_t back = 1; back <= std::min(kLookBack, earlier_.size()); ++back) {
            const auto& other = earlier_[earlier_.size() - back];
            const double common = common_of(words, other), all = static_cast<double>(words.size() + other.size()) - common;
            if (all > 0 && common / all > best) best = common / all, distance = std::min(kFar, static_cast<double>(back));
        }
        sheet.add("likeness to an earlier step", best);
        sheet.add("distance of that step", distance);
        earlier_.push_back(std::move(words));
        subjects_seen_.insert(subjects.begin(), subjects.end());
        subjects_before_ = std::move(subjects);
    }

    void add_place(Sheet& sheet, std::size_t i) const {
        const auto at = static_cast<double>(i), n = static_cast<double>(steps_.size());
        sheet.add("place", at / std::max(1.0, n - 1));
        sheet.add("bytes before", before_ / std::max(1.0, bytes_));
        sheet.add("steps before", std::log1p(at));
        sheet.add("steps behind", std::log1p(n - 1 - at));
        sheet.add("steps", std::log(n));
    }

    void add_layout(Sheet& sheet, std::size_t i, std::string_view low, std::string_view trimmed) const {
        sheet.add("ends a paragraph", low.ends_with("\n\n"));
        sheet.add("opens a line", i > 0 && steps_[i - 1].ends_with('\n'));
        for (const std::string_view mark : {"?", "!", ":", "."}) sheet.add(fmt::format("ends with {}", mark), trimmed.ends_with(mark));
        sheet.add("displayed formula", low.find("\\[") != std::string_view::npos || low.find("$$") != std::string_view::npos);
        sheet.add("list item", is_item(trimmed));
        sheet.add("bold", low.find("**") != std::string_view::npos);
        const std::string_view raw = steps_[i];
        const std::size_t first = skip_spaces(raw, 0);
        sheet.add("opens with a capital", first < raw.size() && is_upper(raw[first]));
        const std::size_t equals = low.rfind('=');
        sheet.add("number behind the last equals sign", equals != std::string_view::npos && std::ranges::any_of(low.substr(equals), is_digit));
        bool letter = false;
        for (std::size_t at = low.find('='); at != std::string_view::npos; at = low.find('=', at + 1)) {
            std::size_t end = at;
            while (end > 0 && is_space(low[end - 1])) --end;
            letter |= end > 0 && is_lower(low[end - 1]);
        }
        sheet.add("letter before an equals sign", letter);
        sheet.add("arithmetic", has_arithmetic(low));
        sheet.add("fraction", low.find("\\frac") != std::string_view::npos);
        sheet.add("box", low.find("\\boxed") != std::string_view::npos);
    }

    void add_cues(Sheet& sheet, std::string_view trimmed) {
        constexpr double kLong = 30;
        std::array<std::pair<int, bool>, kGroups.size()> found;
        for (std::size_t g = 0; g < kGroups.size(); ++g) {
            found[g] = cues(trimmed, kGroups[g]);
            sheet.add(fmt::format("words of '{}'", kGroups[g].name), static_cast<double>(found[g].first));
            sheet.add(fmt::format("opens with '{}'", kGroups[g].name), found[g].second);
        }
        since_check_ = found[kCheck].first > 0 ? 0 : std::min(kLong, since_check_ + 1);
        since_doubt_ = found[kWait].first + found[kHmm].first + found[kAlternatively].first > 0 ? 0 : std::min(kLong, since_doubt_ + 1);
        sheet.add("steps since a check", since_check_);
        sheet.add("steps since a doubt", since_doubt_);
    }

    std::span<const std::string_view> steps_;
    double bytes_ = 0, before_ = 0, mean_length_ = 0, since_check_ = 30, since_doubt_ = 30;
    std::set<std::string> opening_subjects_, opening_numbers_, subjects_seen_, subjects_before_;
    std::map<std::string, std::size_t> seen_, numbered_;
    std::vector<std::vector<std::size_t>> earlier_;
};

}  // namespace

std::vector<StepMeasures> step_measures(std::span<const std::string_view> steps) {
    Measurer measurer(steps);
    std::vector<StepMeasures> all;
    for (std::size_t i = 0; i < steps.size(); ++i) all.push_back(measurer.measure(i, nullptr));
    return all;
}

const std::vector<std::string>& measure_names() {
    static const std::vector<std::string> kNames = [] {
        std::vector<std::string> names;
        const std::array<std::string_view, 1> any = {"any"};
        Measurer(any).measure(0, &names);
        return names;
    }();
    return kNames;
}

}  // namespace reasonscope
