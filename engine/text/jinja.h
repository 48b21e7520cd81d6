#pragma once
// One Jinja template in the environment that Hugging Face gives chat templates: trim_blocks, lstrip_blocks,
// loop controls, a sandbox, raise_exception, strftime_now. The engine underneath is the folder jinja/.

#include <nlohmann/json_fwd.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace reasonscope::text {

namespace jinja {
struct Statement;
}

/// Immutable; safe to render from several threads.
class Jinja {
public:
    static Result<Jinja> parse(const std::string& source);
    /// `tokens` become variables beside messages, tools (none), documents (none) and add_generation_prompt (true).
    [[nodiscard]] Result<std::string> render(const nlohmann::ordered_json& messages,
                                             const std::map<std::string, std::string>& tokens) const;

private:
    std::shared_ptr<const std::vector<jinja::Statement>> root_;
};

}  // namespace reasonscope::text
