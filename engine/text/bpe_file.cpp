// Reading and checking the "model" part of tokenizer.json.

#include <nlohmann/json.hpp>

#include "text/bpe.h"
#include "text/byte_level.h"
#include "text/refusal.h"

namespace reasonscope::text {
namespace {

constexpr std::int64_t kMaxId = (std::int64_t{1} << 22) - 1;  // real vocabularies end below 300,000

bool flag(const nlohmann::json& model, const char* name) {
    const auto found = model.find(name);
    return found != model.end() && !found->is_null() && found->get<bool>();
}

void refuse_affix(const nlohmann::json& model, const char* name) {
    const auto found = model.find(name);
    if (found != model.end() && !found->is_null() && !found->get_ref<const std::string&>().empty())
        refuse("its model uses '{}', which is not supported", name);
}

}  // namespace

Bpe Bpe::read(const nlohmann::json& model, bool byte_level) {
    const auto type = model.value("type", "BPE");
    if (type != "BPE") refuse("its model is '{}', and only BPE is supported", type);
    refuse_affix(model, "continuing_subword_prefix");
    refuse_affix(model, "end_of_word_suffix");
    if (const auto dropout = model.find("dropout");
        dropout != model.end() && !dropout->is_null() && dropout->get<double>() != 0)
        refuse("its model drops merges at random ('dropout'), which is not supported");
    Bpe bpe;
    bpe.byte_level_ = byte_level;
    bpe.ignore_merges_ = flag(model, "ignore_merges");
    bpe.byte_fallback_ = flag(model, "byte_fallback");
    bpe.fuse_unknown_ = flag(model, "fuse_unk");
    if (!model.contains("vocab")) refuse("its model has no 'vocab'");
    if (!model.contains("merges")) refuse("its model has no 'merges'");
    bpe.read_vocabulary(model["vocab"]);
    bpe.read_merges(model["merges"]);
    bpe.read_unknown(model);
    return bpe;
}

void Bpe::read_vocabulary(const nlohmann::json& vocab) {
    if (!vocab.is_object() || vocab.empty()) refuse("its 'vocab' is not an object with tokens");
    ids_.reserve(vocab.size());
    std::vector<const std::string*> by_id;
    for (const auto& [token, value] : vocab.items()) {
        const std::int64_t id = value.is_number_integer() ? value.get<std::int64_t>() : -1;
        if (id < 0 || id > kMaxId) refuse("its token '{}' has the id {}, which is not one", token, value.dump());
        const auto at = static_cast<std::size_t>(id);
        if (at >= by_id.size()) by_id.resize(std::max(at + 1, by_id.size() * 2));
        const auto inserted = ids_.emplace(token, static_cast<std::int32_t>(id)).first;
        if (by_id[at]) refuse("its tokens '{}' and '{}' share the id {}", *by_id[at], token, id);
        by_id[at] = &inserted->first;
    }
    for (unsigned b = 0; b < 256; ++b) {
        byte_ids_[b] = id_of(byte_level_character(static_cast<std::uint8_t>(b))).value_or(-1);
        fallback_ids_[b] = id_of(fmt::format("<0x{:02X}>", b)).value_or(-1);
    }
}

void Bpe::read_merges(const nlohmann::json& merges) {
    if (!merges.is_array()) refuse("its 'merges' is not a list");
    merges_ = MergeTable(merges.size());
    std::uint32_t rank = 0;
    for (const auto& merge : merges) {
        if (merge.is_string()) {
            const std::string_view text = merge.get_ref<const std::string&>();
            if (text.starts_with("#version")) continue;
            const auto space = text.find(' ');
            if (space == std::string_view::npos || text.find(' ', space + 1) != std::string_view::npos)
                refuse("its merge {} ('{}') is not two tokens", rank, text);
            add_merge(text.substr(0, space), text.substr(space + 1), rank++);
        } else if (merge.is_array() && merge.size() == 2) {
            add_merge(merge[0].get_ref<const std::string&>(), merge[1].get_ref<const std::string&>(), rank++);
        } else {
            refuse("its merge {} is not two tokens", rank);
        }
    }
}

void Bpe::add_merge(std::string_view left, std::string_view right, std::uint32_t rank) {
    const auto known = [&](std::string_view token) {
        const auto id = id_of(token);
        if (!id) refuse("its merge {} ('{} {}') names '{}', which is not in the vocabulary", rank, left, right, token);
        return *id;
    };
    const std::int32_t result = known(std::string(left).append(right));
    merges_.set(known(left), known(right), {rank, result});
}

void Bpe::read_unknown(const nlohmann::json& model) {
    const auto token = model.find("unk_token");
    if (token == model.end() || token->is_null()) return;
    unknown_ = id_of(token->get_ref<const std::string&>());
    if (!unknown_) refuse("its unk_token '{}' is not in the vocabulary", token->get<std::string>());
}

}  // namespace reasonscope::text
