// Reading and checking the "model" part of tokenizer.json.

#include <algorithm>

#include "text/bpe.h"
#include "text/byte_level.h"
#include "text/refusal.h"
#include "text/tokenizer_json.h"

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

Bpe Bpe::read(const TokenizerJson& json, bool byte_level) {
    const nlohmann::json& model = json.rest.at("model");
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
    if (!model["vocab"].is_object() || json.vocabulary.empty()) refuse("its 'vocab' is not an object with tokens");
    if (!model["merges"].is_array()) refuse("its 'merges' is not a list");
    bpe.read_vocabulary(json);
    bpe.read_merges(json);
    if (const auto token = model.find("unk_token"); token != model.end() && !token->is_null()) {
        bpe.unknown_ = bpe.id_of(token->get_ref<const std::string&>());
        if (!bpe.unknown_) refuse("its unk_token '{}' is not in the vocabulary", token->get<std::string>());
    }
    return bpe;
}

void Bpe::read_vocabulary(const TokenizerJson& json) {
    ids_.reserve(json.vocabulary.size(), json.text.size());
    std::vector<const TokenizerJson::Token*> by_id;
    for (const auto& token : json.vocabulary) {
        const std::string_view literal = json.text_of(token);
        if (token.id > kMaxId) refuse("its token '{}' has the id {}, which is not one", literal, token.id);
        const auto at = static_cast<std::size_t>(token.id);
        if (at >= by_id.size()) by_id.resize(std::max(at + 1, by_id.size() * 2));
        if (by_id[at]) refuse("its tokens '{}' and '{}' share the id {}", json.text_of(*by_id[at]), literal, token.id);
        by_id[at] = &token;
        if (!ids_.insert(literal, static_cast<std::int32_t>(token.id))) refuse("its token '{}' is there twice", literal);
    }
    for (unsigned b = 0; b < 256; ++b) {
        byte_ids_[b] = id_of(byte_level_character(static_cast<std::uint8_t>(b))).value_or(-1);
        fallback_ids_[b] = id_of(fmt::format("<0x{:02X}>", b)).value_or(-1);
    }
}

void Bpe::read_merges(const TokenizerJson& json) {
    merges_ = MergeTable(json.merges.size());
    std::uint32_t rank = 0;
    for (const auto& merge : json.merges) {
        const std::string_view left = json.left_of(merge), right = json.right_of(merge);
        const auto known = [&](std::string_view token) {
            const auto id = id_of(token);
            if (!id)
                refuse("its merge {} ('{} {}') names '{}', which is not in the vocabulary", rank, left, right, token);
            return *id;
        };
        const std::string_view whole = std::string_view(json.text).substr(merge.begin, merge.size);
        const std::int32_t left_id = known(left), right_id = known(right);
        merges_.set(left_id, right_id, {rank, known(whole)});
        ++rank;
    }
}

}  // namespace reasonscope::text
