#pragma once

#include <map>
#include <string>

#include "text/jinja/value.h"

namespace reasonscope::text::jinja {

using Filter = Value (*)(const Value&, const Arguments&);
using Filters = std::map<std::string, Filter, std::less<>>;
const Filters& text_filters();  // of texts and numbers
const Filters& list_filters();

inline bool flag(const Arguments& a, std::size_t i, std::string_view name, bool otherwise) {
    const Value* value = a.find(i, name);
    return value ? value->truth() : otherwise;
}
inline std::int64_t whole(const Arguments& a, std::size_t i, std::string_view name, std::int64_t otherwise) {
    const Value* value = a.find(i, name);
    return value ? value->integer() : otherwise;
}

}  // namespace reasonscope::text::jinja
