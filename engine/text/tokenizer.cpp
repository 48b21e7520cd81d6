#include "text/tokenizer.h"

#include <algorithm>
#include <mutex>

#include "base/file.h"
#include "text/added_tokens.h"
#include "text/bpe.h"
#include "text/normalizer.h"
#include "text/pre_tokenizer.h"
#include "text/refusal.h"
#include "text/token_bytes.h"
#include "text/tokenizer_json.h"
#include "text/utf8.h"
#include "text/word_cache.h"

namespace reasonscope {

using namespace text;

struct Tokenizer::Impl {
    struct Entry {
        std::string_view literal;
        std::uint32_t begin = 0, size = 0;  // what it spells, in spellings
        bool fallback_byte = false, known = false, added = false, special = false;
    };
    /// What one encode() needs to itself.
    struct Workspace {
        WordCache cache;
        PieceStore store;
        std::vector<Piece> pieces;
        std::vector<BpeUnit> units;
        std::vector<AddedTokenFinder::Found> raw_found, normal_found;
    };

    Normalizer normalizer;
    PreTokenizer pre_tokenizer;
    Bpe bpe;
    TokenDecoder decoder;
    AddedTokenFinder raw_added, normal_added;
    std::vector<AddedToken> added;
    Vocabulary added_ids;
    std::vector<Entry> entries;  // by id; literals stand in bpe and in added
    std::string spellings;
    mutable std::mutex mutex;    // guards idle
    mutable std::vector<std::unique_ptr<Workspace>> idle;

    void read(const TokenizerJson& json);
    void add_tokens();
    Entry& entry_at(std::int32_t id);
    void set_spelling(Entry& entry, const TokenDecoder::Spelling& spelling);

    std::unique_ptr<Workspace> borrow() const;
    void give_back(std::unique_ptr<Workspace> workspace) const;
    void encode_between(const Piece& piece, Workspace& w, std::vector<Token>& out) const;
    void encode_plain(const Piece& piece, Workspace& w, std::vector<Token>& out) const;
    const Entry* find(std::int32_t id) const {
        if (id < 0 || static_cast<std::size_t>(id) >= entries.size()) return nullptr;
        const Entry& entry = entries[static_cast<std::size_t>(id)];
        return entry.known ? &entry : nullptr;
    }
    std::string_view bytes_of(const Entry& entry) const {
        return std::string_view(spellings).substr(entry.begin, entry.size);
    }
    /// visit(bytes, fallback_byte) for each known token, in order.
    template <class Visit>
    void for_each_spelling(std::span<const std::int32_t> ids, bool skip_special, Visit visit) const;
};

Tokenizer::Tokenizer(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;
Tokenizer::~Tokenizer() = default;

Result<Tokenizer> Tokenizer::load(const std::filesystem::path& tokenizer_json) {
    auto text = read_file(tokenizer_json);
    if (!text) return tl::unexpected(text.error());
    return parse(*text).map_error([&](Error error) {
        error.message = fmt::format("'{}': {}", tokenizer_json.string(), error.message);
        return error;
    });
}

Result<Tokenizer> Tokenizer::parse(std::string_view json_text) {
    try {
        auto impl = std::make_unique<Impl>();
        impl->read(TokenizerJson::read(json_text));
        return Tokenizer(std::move(impl));
    } catch (const nlohmann::json::exception& problem) {
        return bad_input("The tokenizer does not follow the tokenizer.json format ({}).", problem.what());
    } catch (const Refusal& problem) {
        return bad_input("The tokenizer cannot be used: {}.", problem.what());
    }
}

void Tokenizer::Impl::read(const TokenizerJson& file) {
    const nlohmann::json& json = file.rest;
    if (!json.is_object() || !json.contains("model") || !json["model"].is_object()) refuse("it has no 'model'");
    const auto part = [&](const char* name) { return json.value(name, nlohmann::json()); };
    normalizer = Normalizer::read(part("normalizer"));
    pre_tokenizer = PreTokenizer::read(part("pre_tokenizer"));
    bpe = Bpe::read(file, pre_tokenizer.byte_level());
    decoder = TokenDecoder::read(part("decoder"), pre_tokenizer.byte_level());
    entries.reserve(file.vocabulary.size());
    spellings.reserve(file.text.size());
    bpe.vocabulary().for_each([&](std::string_view literal, std::int32_t id) {
        Entry& entry = entry_at(id);
        entry.literal = literal;
        entry.known = true;
        set_spelling(entry, decoder.spell(literal));
    });
    added = read_added_tokens(part("added_tokens"));
    add_tokens();
}

Tokenizer::Impl::Entry& Tokenizer::Impl::entry_at(std::int32_t id) {
    const auto at = static_cast<std::size_t>(id);
    if (at >= entries.size()) entries.resize(at + 1);
    return entries[at];
}

void Tokenizer::Impl::set_spelling(Entry& entry, const TokenDecoder::Spelling& spelling) {
    entry.begin = static_cast<std::uint32_t>(spellings.size());
    entry.size = static_cast<std::uint32_t>(spelling.bytes.size());
    entry.fallback_byte = spelling.fallback_byte;
    spellings += spelling.bytes;
}

void Tokenizer::Impl::add_tokens() {
    for (const AddedToken& token : added) {
        const auto in_model = bpe.id_of(token.content);
        if (in_model && *in_model != token.id)
            refuse("its added token '{}' has the id {}, but {} in the vocabulary", token.content, token.id, *in_model);
        Entry& entry = entry_at(token.id);
        if (entry.known && entry.literal != token.content)
            refuse("its tokens '{}' and '{}' share the id {}", entry.literal, token.content, token.id);
        if (!added_ids.insert(token.content, token.id))
            refuse("its added token '{}' is there twice", token.content);
        PieceStore store;
        const std::string form(token.normalized ? normalizer.apply({token.content, nullptr, 0, true}, store).text
                                                : token.content);
        entry.literal = token.content;
        entry.known = entry.added = true;
        entry.special = token.special;
        // In byte-level files an added token spells its own text, even where its letters would stand for bytes.
        set_spelling(entry, pre_tokenizer.byte_level() ? TokenDecoder::Spelling{form, false} : decoder.spell(form));
        (token.normalized ? normal_added : raw_added).add(form, token);
    }
    raw_added.finish();
    normal_added.finish();
}

std::unique_ptr<Tokenizer::Impl::Workspace> Tokenizer::Impl::borrow() const {
    {
        const std::lock_guard lock(mutex);
        if (!idle.empty()) {
            auto workspace = std::move(idle.back());
            idle.pop_back();
            return workspace;
        }
    }
    return std::make_unique<Workspace>();
}

void Tokenizer::Impl::give_back(std::unique_ptr<Workspace> workspace) const {
    workspace->store.clear();
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(workspace));
}

std::vector<Token> Tokenizer::encode(std::string_view text) const {
    std::vector<Token> tokens;
    tokens.reserve(text.size() / 4 + 4);
    auto workspace = impl_->borrow();
    Impl::Workspace& w = *workspace;
    const Piece whole{text, nullptr, 0, is_valid_utf8(text)};
    impl_->raw_added.find(text, w.raw_found);
    std::size_t at = 0;
    for (const auto& found : w.raw_found) {
        if (found.begin > at) impl_->encode_between(whole.sub(at, found.begin), w, tokens);
        tokens.push_back({found.id, {static_cast<std::uint32_t>(found.begin), 0}});
        at = found.end;
    }
    if (at < text.size()) impl_->encode_between(whole.sub(at, text.size()), w, tokens);
    impl_->give_back(std::move(workspace));

    // A token ends where the next one begins: what a pre-tokenizer or normalizer dropped belongs to the token before.
    std::uint32_t end = static_cast<std::uint32_t>(text.size());
    for (auto token = tokens.rbegin(); token != tokens.rend(); ++token) {
        token->bytes = {std::min(token->bytes.begin, end), end};
        end = token->bytes.begin;
    }
    if (!tokens.empty()) tokens.front().bytes.begin = 0;
    return tokens;
}

/// Text between added tokens that are looked for as they stand: normalizes, then finds the others.
void Tokenizer::Impl::encode_between(const Piece& piece, Workspace& w, std::vector<Token>& out) const {
    const Piece normal = normalizer.apply(piece, w.store);
    normal_added.find(normal.text, w.normal_found);
    std::size_t at = 0;
    for (const auto& found : w.normal_found) {
        if (found.begin > at) encode_plain(normal.sub(at, found.begin), w, out);
        out.push_back({found.id, {normal.origin(found.begin), 0}});
        at = found.end;
    }
    if (at < normal.text.size()) encode_plain(normal.sub(at, normal.text.size()), w, out);
}

void Tokenizer::Impl::encode_plain(const Piece& piece, Workspace& w, std::vector<Token>& out) const {
    pre_tokenizer.cut(piece, w.pieces, w.store);
    for (const Piece& word : w.pieces) {
        w.units.clear();
        bpe.encode(word.text, w.cache, w.units);
        for (const BpeUnit unit : w.units) out.push_back({unit.id, {word.origin(unit.begin), 0}});
    }
}

template <class Visit>
void Tokenizer::Impl::for_each_spelling(std::span<const std::int32_t> ids, bool skip_special, Visit visit) const {
    bool first = true;
    for (const std::int32_t id : ids) {
        const Entry* entry = find(id);
        if (!entry || (skip_special && entry->special)) continue;
        if (first && !entry->added) {
            const TokenDecoder::Spelling spelling = decoder.spell_first(entry->literal);
            visit(spelling.bytes, spelling.fallback_byte);
        } else {
            visit(bytes_of(*entry), entry->fallback_byte);
        }
        first = false;
    }
}

std::string Tokenizer::decode_bytes(std::span<const std::int32_t> ids, bool skip_special) const {
    std::string joined;
    impl_->for_each_spelling(ids, skip_special, [&](std::string_view bytes, bool) { joined += bytes; });
    return std::string(impl_->decoder.trim(joined));
}

std::string Tokenizer::decode(std::span<const std::int32_t> ids, bool skip_special) const {
    std::string joined, row;
    // A row of fallback bytes that is not UTF-8 as a whole becomes one U+FFFD a byte, as in the `tokenizers` library.
    const auto end_row = [&] {
        if (is_valid_utf8(row))
            joined += row;
        else
            for (std::size_t i = 0; i < row.size(); ++i) joined += "\xEF\xBF\xBD";
        row.clear();
    };
    impl_->for_each_spelling(ids, skip_special, [&](std::string_view bytes, bool fallback_byte) {
        if (!fallback_byte) end_row();
        (fallback_byte ? row : joined) += bytes;
    });
    end_row();
    return replace_invalid_utf8(impl_->decoder.trim(joined));
}

std::string_view Tokenizer::bytes_of(std::int32_t id) const {
    const Impl::Entry* entry = impl_->find(id);
    return entry ? impl_->bytes_of(*entry) : std::string_view();
}

std::optional<std::int32_t> Tokenizer::id_of(std::string_view token) const {
    const auto added = impl_->added_ids.find(token);
    return added ? added : impl_->bpe.id_of(token);
}

bool Tokenizer::is_special(std::int32_t id) const {
    const Impl::Entry* entry = impl_->find(id);
    return entry && entry->special;
}

std::int32_t Tokenizer::size() const {
    return static_cast<std::int32_t>(impl_->entries.size());
}

std::string StreamDecoder::push(std::int32_t id) {
    held_ += tokenizer_->bytes_of(id);
    std::string ready;
    std::size_t at = 0;
    while (at < held_.size()) {
        const Utf8Sequence next = read_utf8(held_, at);
        if (next.open) break;
        ready += next.valid ? std::string_view(held_).substr(at, next.length) : std::string_view("\xEF\xBF\xBD");
        at += next.length;
    }
    held_.erase(0, at);
    return ready;
}

std::string StreamDecoder::flush() {
    return replace_invalid_utf8(std::exchange(held_, {}));
}

}  // namespace reasonscope
