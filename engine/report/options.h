#pragma once
// What a person wants in a report: which runs, which sections, which grade of evidence.

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "report/phrases.h"
#include "store/trust.h"

namespace reasonscope {

/// In the order in which reports show them.
enum class ReportSection : std::uint8_t { Summary, Mattered, Notes, Claims, Tree, Decisions, Steps, Experts, Branches, Made, Limits };
inline constexpr std::size_t kReportSections = 11;
std::string_view name(ReportSection section);  // "summary", "mattered", ...

/// Which edges count. All: whatever is stored.
enum class EvidenceChoice : std::uint8_t { All, Observed, Tested };

/// Siblings: the runs that stand at the same branching; Family: everything that comes from the same first run.
enum class BranchChoice : std::uint8_t { Run, Siblings, Family };

struct ReportOptions {
    std::set<ReportSection> sections = all_sections();
    EvidenceChoice evidence = EvidenceChoice::All;
    BranchChoice branches = BranchChoice::Run;
    Language language = Language::English;  // of the report's own words
    /// What is known of the run's model by now, for a run that was asked before it was measured; nothing: what the session says of it.
    std::optional<Trust> trust;

    [[nodiscard]] bool shows(ReportSection section) const { return sections.contains(section); }
    static std::set<ReportSection> all_sections();
};

/// "tree,steps" and the like; BadInput names what is unknown and what there is. The summary is always there.
Result<std::set<ReportSection>> parse_sections(std::string_view list);
Result<EvidenceChoice> parse_evidence(std::string_view word);  // "all", "observed", "tested"
Result<BranchChoice> parse_branches(std::string_view word);    // "run", "siblings", "family"

}  // namespace reasonscope
