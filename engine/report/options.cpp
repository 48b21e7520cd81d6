#include "report/options.h"

#include <array>

namespace reasonscope {
namespace {

constexpr std::array<std::string_view, kReportSections> kNames = {"summary", "mattered", "notes", "claims", "tree", "decisions", "steps", "experts", "branches", "made", "limits"};

}  // namespace

std::string_view name(ReportSection section) { return kNames[static_cast<std::size_t>(section)]; }

std::set<ReportSection> ReportOptions::all_sections() {
    std::set<ReportSection> all;
    for (std::size_t i = 0; i < kReportSections; ++i) all.insert(static_cast<ReportSection>(i));
    return all;
}

Result<std::set<ReportSection>> parse_sections(std::string_view list) {
    std::set<ReportSection> sections = {ReportSection::Summary};
    for (std::size_t at = 0; at <= list.size();) {
        const std::size_t comma = std::min(list.find(',', at), list.size());
        std::string_view word = list.substr(at, comma - at);
        while (word.starts_with(' ')) word.remove_prefix(1);
        while (word.ends_with(' ')) word.remove_suffix(1);
        at = comma + 1;
        std::size_t i = 0;
        while (i < kNames.size() && kNames[i] != word) ++i;
        if (i == kNames.size()) return bad_input("A report has no section '{}'; there are summary, mattered, notes, claims, tree, decisions, steps, experts, branches, made and limits.", word);
        sections.insert(static_cast<ReportSection>(i));
    }
    return sections;
}

Result<EvidenceChoice> parse_evidence(std::string_view word) {
    if (word == "all") return EvidenceChoice::All;
    if (word == "observed") return EvidenceChoice::Observed;
    if (word == "tested") return EvidenceChoice::Tested;
    return bad_input("Evidence is all, observed or tested, not '{}'.", word);
}

Result<BranchChoice> parse_branches(std::string_view word) {
    if (word == "run") return BranchChoice::Run;
    if (word == "siblings") return BranchChoice::Siblings;
    if (word == "family") return BranchChoice::Family;
    return bad_input("Branches are run, siblings or family, not '{}'.", word);
}

}  // namespace reasonscope
