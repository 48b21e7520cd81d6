#pragma once
// A text file with Jinja's placeholders, conditions and loops, filled from JSON. What the engine knows of Jinja: docs/decisions/0006.

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace reasonscope::text {

namespace jinja {
struct Statement;
}

/// Immutable; safe to render from several threads.
class TextTemplate {
public:
    /// `name` stands in messages. BadInput, one sentence with the line, for what is no template.
    static Result<TextTemplate> parse(const std::string& source, std::string name);
    /// The members of the object `values` become variables. A placeholder for something that is not there is BadInput with the line, as is
    /// any other failure.
    [[nodiscard]] Result<std::string> render(const nlohmann::ordered_json& values) const;

private:
    std::string name_;
    std::shared_ptr<const std::vector<jinja::Statement>> root_;
};

}  // namespace reasonscope::text
