#pragma once
// The sections of the HTML report below its header and picture. Each is empty when it has nothing to say.

#include <string>

#include "report/report.h"

namespace reasonscope {

std::string html_influences(const Report& report);
std::string html_notes(const Report& report);
std::string html_claims(const Report& report);
std::string html_decisions(const Report& report);
std::string html_steps(const Report& report);
std::string html_experts(const Report& report);
std::string html_made(const Report& report);
std::string html_limits(const Report& report);

}  // namespace reasonscope
