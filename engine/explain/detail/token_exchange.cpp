#include "explain/detail/token_exchange.h"

#include <algorithm>
#include <set>

namespace reasonscope::detail {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_capital(c) || (c >= 'a' && c <= 'z') || (static_cast<unsigned char>(c) & 0x80U) != 0; }

}  // namespace

TokenShape shape_of(std::string_view bytes) {
    TokenShape shape;
    shape.spaced = bytes.starts_with(' ');
    if (shape.spaced) bytes.remove_prefix(1);
    if (bytes.empty()) return {};
    if (std::ranges::all_of(bytes, is_digit)) shape.kind = TokenShape::Kind::Number;
    else if (std::ranges::all_of(bytes, is_letter)) shape.kind = TokenShape::Kind::Word;
    else return {};
    shape.single = bytes.size() == 1;
    shape.capital = is_capital(bytes.front());
    return shape;
}

TokenExchange::TokenExchange(const Tokenizer& tokenizer, std::span<const std::int32_t> ids) : tokenizer_(tokenizer), ids_(ids) {
    const std::set<std::int32_t> present(ids.begin(), ids.end());
    for (std::int32_t id = 0; id < tokenizer.size(); ++id) {
        if (tokenizer.is_special(id)) continue;
        const TokenShape shape = shape_of(tokenizer.bytes_of(id));
        // There are few digits: a number may well become one that the chain holds.
        if (shape.kind == TokenShape::Kind::Number || (shape.kind == TokenShape::Kind::Word && !present.contains(id))) others_[shape].push_back(id);
    }
}

std::vector<std::int32_t> TokenExchange::draw(std::size_t first, std::size_t last, std::mt19937_64& random) const {
    std::map<std::int32_t, std::int32_t> instead;
    std::vector<std::int32_t> drawn;
    for (std::size_t i = first; i < last; ++i) {
        const std::int32_t id = ids_[i];
        if (!instead.contains(id)) {
            instead[id] = id;
            const auto others = tokenizer_.is_special(id) ? others_.end() : others_.find(shape_of(tokenizer_.bytes_of(id)));
            if (others != others_.end() && (others->second.size() > 1 || others->second.front() != id)) {
                do instead[id] = others->second[random() % others->second.size()];
                while (instead[id] == id);
            }
        }
        drawn.push_back(instead[id]);
    }
    return drawn;
}

}  // namespace reasonscope::detail
