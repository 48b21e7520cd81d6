#pragma once
// Token text -> id. A flat table over one string: a vocabulary has up to 300,000 tokens and is built at every start.

#include <bit>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reasonscope::text {

class Vocabulary {
public:
    void reserve(std::size_t tokens, std::size_t bytes) {
        text_.reserve(bytes);
        entries_.reserve(tokens);
        rehash(tokens);
    }
    /// False when `token` is there already; nothing changes then.
    bool insert(std::string_view token, std::int32_t id) {
        if (entries_.size() * 3 >= slots_.size() * 2) rehash(entries_.size() + 1);
        const std::uint32_t hash = hash_of(token);
        Slot& slot = slots_[find_slot(token, hash)];
        if (slot.entry != kNone) return false;
        slot = {hash, static_cast<std::uint32_t>(entries_.size())};
        entries_.push_back({static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(token.size()), id});
        text_ += token;
        return true;
    }
    [[nodiscard]] std::optional<std::int32_t> find(std::string_view token) const {
        if (slots_.empty()) return std::nullopt;
        const std::uint32_t entry = slots_[find_slot(token, hash_of(token))].entry;
        if (entry == kNone) return std::nullopt;
        return entries_[entry].id;
    }
    /// visit(token, id) in the order of insertion; the views last until the next insert or move.
    template <class Visit>
    void for_each(Visit visit) const {
        for (const Entry& entry : entries_) visit(text_of(entry), entry.id);
    }

private:
    static constexpr std::uint32_t kNone = UINT32_MAX;
    struct Entry {
        std::uint32_t begin, size;  // in text_
        std::int32_t id;
    };
    struct Slot {
        std::uint32_t hash = 0, entry = kNone;
    };
    static std::uint32_t hash_of(std::string_view token) {
        return static_cast<std::uint32_t>(std::hash<std::string_view>{}(token));
    }
    std::string_view text_of(const Entry& entry) const { return std::string_view(text_).substr(entry.begin, entry.size); }
    std::size_t find_slot(std::string_view token, std::uint32_t hash) const {
        const std::size_t mask = slots_.size() - 1;
        for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
            const Slot& slot = slots_[at];
            if (slot.entry == kNone || (slot.hash == hash && text_of(entries_[slot.entry]) == token)) return at;
        }
    }
    void rehash(std::size_t tokens) {
        slots_.assign(std::bit_ceil(tokens * 2 + 8), {});
        for (std::uint32_t i = 0; i < entries_.size(); ++i) {
            const std::string_view token = text_of(entries_[i]);
            slots_[find_slot(token, hash_of(token))] = {hash_of(token), i};
        }
    }

    std::string text_;
    std::vector<Entry> entries_;
    std::vector<Slot> slots_;  // a power of two of them, at most two thirds taken
};

}  // namespace reasonscope::text
