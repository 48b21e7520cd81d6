#include "ui/models/limbs.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

#include "reason/align.h"
#include "ui/models/branch_text.h"
#include "ui/models/run_document.h"

namespace reasonscope::ui {
namespace {

constexpr std::size_t kMostPairs = 4'000'000;  // of an alignment: 32 MB

std::size_t first_beyond(std::span<const StoredStep> steps, TokenPos fork) {
    const auto first = std::ranges::find_if(steps, [&](const StoredStep& s) { return s.step.source != StepSource::Prompt && s.step.last > fork; });
    return static_cast<std::size_t>(first - steps.begin());
}

std::string plain(const StoredStep& step) { return one_line(step.text).toStdString(); }

std::vector<LimbPlace> without_hidden(const std::vector<LimbPlace>& places, std::span<const RunId> hidden) {
    std::vector<LimbPlace> kept;
    std::vector<LimbPlace> moved(places.size());  // where what hangs on place i goes: {-, host among the kept, latest fork}
    for (std::size_t i = 0; i < places.size(); ++i) {
        LimbPlace place = places[i];
        if (place.host >= 0) {
            const LimbPlace& host = moved[static_cast<std::size_t>(place.host)];
            if (host.run != places[static_cast<std::size_t>(place.host)].run) place.fork = host.fork;  // the host is hidden
            place.host = host.host;
        }
        if (std::ranges::find(hidden, place.run) != hidden.end()) {
            moved[i] = {RunId{-1}, place.host, place.fork};
        } else {
            moved[i] = {place.run, static_cast<int>(kept.size()), place.fork};
            kept.push_back(place);
        }
    }
    return kept;
}

}  // namespace

std::vector<LimbPlace> place_limbs(std::span<const BranchRow> branches, std::span<const RunId> hidden, RunId run) {
    std::vector<LimbPlace> places;
    std::set<RunId> seen{run};
    const auto place = [&](RunId other, int from, TokenPos position) {
        if (!seen.insert(other).second) return;
        while (from >= 0 && position <= places[static_cast<std::size_t>(from)].fork) from = places[static_cast<std::size_t>(from)].host;
        places.push_back({other, from, position});
    };
    for (int at = -1; at < static_cast<int>(places.size()); ++at) {
        const RunId now = at < 0 ? run : places[static_cast<std::size_t>(at)].run;
        for (const BranchRow& branch : branches) {
            if (branch.run == now && branch.parent) place(*branch.parent, at, branch.position);
            if (branch.parent == now) place(branch.run, at, branch.position);
        }
    }
    return without_hidden(places, hidden);
}

Differences differences(std::span<const StoredStep> a, std::size_t from_a, std::span<const StoredStep> b, std::size_t from_b) {
    Differences out{std::vector<StepDifference>(a.size(), StepDifference::None), std::vector<StepDifference>(b.size(), StepDifference::None)};
    const auto words = [](std::span<const StoredStep> steps, std::size_t from) {
        std::vector<std::string> texts;
        for (std::size_t i = from; i < steps.size(); ++i) texts.push_back(plain(steps[i]));
        return texts;
    };
    const auto left = words(a, from_a), right = words(b, from_b);
    if (left.size() * right.size() > kMostPairs) {
        const auto match = [](const std::vector<std::string>& texts, const std::vector<std::string>& others, std::vector<StepDifference>& out, std::size_t from) {
            const std::unordered_set<std::string> known(others.begin(), others.end());
            for (std::size_t i = 0; i < texts.size(); ++i) out[from + i] = known.contains(texts[i]) ? StepDifference::Same : StepDifference::OnlyHere;
        };
        match(left, right, out.a, from_a);
        match(right, left, out.b, from_b);
        return out;
    }
    for (const StepPair& pair : align_steps(left, right)) {
        const bool both = pair.a >= 0 && pair.b >= 0;
        const auto what = !both ? StepDifference::OnlyHere
                          : left[static_cast<std::size_t>(pair.a)] == right[static_cast<std::size_t>(pair.b)] ? StepDifference::Same
                                                                                                              : StepDifference::Changed;
        if (pair.a >= 0) out.a[from_a + static_cast<std::size_t>(pair.a)] = what;
        if (pair.b >= 0) out.b[from_b + static_cast<std::size_t>(pair.b)] = what;
    }
    return out;
}

Result<LimbTree> read_limbs(const SessionReader& reader, RunId run) {
    LimbTree tree;
    tree.run = run;
    auto branches = reader.branches();
    if (!branches) return tl::unexpected(branches.error());
    tree.branches = std::move(*branches);
    const auto row_of = [&](RunId id) { return std::ranges::find(tree.branches, id, &BranchRow::run); };
    if (row_of(run) == tree.branches.end() && std::ranges::find(tree.branches, std::optional(run), &BranchRow::parent) == tree.branches.end()) return tree;

    const auto runs = reader.runs();
    if (!runs) return tl::unexpected(runs.error());
    std::map<RunId, const RunSummary*> known;
    std::vector<RunId> hidden;
    for (const RunSummary& one : *runs) {
        known.emplace(one.id, &one);
        if (one.hidden && one.id != run) hidden.push_back(one.id);
    }
    const auto change_of = [&](RunId id) {
        const auto row = row_of(id);
        const auto own = known.find(id);
        if (row == tree.branches.end() || own == known.end()) return QString();
        const auto parent = row->parent ? known.find(*row->parent) : known.end();
        return branch_text(*row, *own->second, parent == known.end() ? nullptr : parent->second);
    };
    tree.change = change_of(run);
    std::set<RunId> left;  // runs that this one left were not changed: this one was
    for (auto row = row_of(run); row != tree.branches.end() && row->parent && left.insert(*row->parent).second;) row = row_of(*row->parent);
    const RunId parent = left.empty() ? RunId{} : *row_of(run)->parent;
    auto places = place_limbs(tree.branches, hidden, run);
    tree.left_out = std::max(0, static_cast<int>(places.size()) - kMostLimbs);
    places.resize(std::min(places.size(), static_cast<std::size_t>(kMostLimbs)));

    std::vector<std::vector<StoredStep>> steps;  // of the limbs
    const auto own = reader.steps(run);
    if (!own) return tl::unexpected(own.error());
    for (const LimbPlace& place : places) {
        auto read = reader.steps(place.run);
        if (!read) return tl::unexpected(read.error());
        steps.push_back(std::move(*read));
        const std::vector<StoredStep>&theirs = steps.back(), &host = place.host < 0 ? *own : steps[static_cast<std::size_t>(place.host)];
        Limb limb{place.run, place.host, place.fork, left.contains(place.run) ? QString() : change_of(place.run), {}, {}};
        if (const auto summary = known.find(place.run); summary != known.end()) limb.answer = one_line(summary->second->answer);
        const std::size_t from = first_beyond(theirs, place.fork), from_host = first_beyond(host, place.fork);
        const Differences found = differences(host, from_host, theirs, from);
        for (std::size_t i = from; i < theirs.size(); ++i) limb.steps.push_back({theirs[i].step, one_line(theirs[i].text), found.b[i]});
        if (place.host < 0 && (!tree.against || parent == place.run)) {
            tree.against = place.run;
            tree.own = found.a;
        }
        tree.limbs.push_back(std::move(limb));
    }
    return tree;
}

}  // namespace reasonscope::ui
