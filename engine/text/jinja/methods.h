#pragma once

#include <string>

#include "text/jinja/value.h"

namespace reasonscope::text::jinja {

/// The bound method value.name, or undefined if its type has none. Fails for methods that change a value: Hugging Face
/// renders in a sandbox that forbids them.
Value method_of(const Value& value, const std::string& name);

}  // namespace reasonscope::text::jinja
