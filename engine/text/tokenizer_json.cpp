#include "text/tokenizer_json.h"

#include "text/refusal.h"

namespace reasonscope::text {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxDepth = 64;  // the parts are read recursively; real files stay below 10

/// Builds `rest` value by value, and hands what stands in model.vocab and model.merges to the flat tables.
class Reader final : public nlohmann::json_sax<Json> {
public:
    explicit Reader(TokenizerJson& out) : out_(out) {}

    bool null() override { return value(nullptr); }
    bool boolean(bool b) override { return value(b); }
    bool number_integer(number_integer_t n) override { return value(n); }
    bool number_unsigned(number_unsigned_t n) override { return place_ == Place::Vocabulary ? token(n) : value(n); }
    bool number_float(number_float_t n, const string_t&) override { return value(n); }
    bool binary(binary_t&) override { return false; }  // JSON text has none

    bool string(string_t& s) override {
        if (place_ == Place::Merges) return spaced_merge(s);
        if (place_ == Place::Merge) return merge_part(s);
        return value(std::move(s));
    }
    bool key(string_t& k) override {
        if (place_ == Place::Vocabulary)
            key_begin_ = put(k), key_size_ = static_cast<std::uint32_t>(k.size());
        else
            key_ = std::move(k);
        return true;
    }
    bool start_object(std::size_t) override {
        const bool vocabulary = in_model() && key_ == "vocab";
        open(Json::object());
        if (vocabulary) place_ = Place::Vocabulary;
        return true;
    }
    bool start_array(std::size_t) override {
        if (place_ == Place::Merges) {
            place_ = Place::Merge;
            out_.merges.push_back({static_cast<std::uint32_t>(out_.text.size()), 0, 0});
            parts_ = 0;
            return true;
        }
        const bool merges = in_model() && key_ == "merges";
        open(Json::array());
        if (merges) place_ = Place::Merges;
        return true;
    }
    bool end_object() override {
        place_ = Place::Elsewhere;
        open_.pop_back();
        return true;
    }
    bool end_array() override {
        if (place_ == Place::Merge) {
            if (parts_ != 2) refuse_merge();
            place_ = Place::Merges;
            return true;
        }
        return end_object();
    }
    bool parse_error(std::size_t position, const std::string&, const Json::exception&) override {
        refuse("it is not valid JSON (byte {}), so download tokenizer.json again", position);
    }

private:
    enum class Place { Elsewhere, Vocabulary, Merges, Merge };

    /// The key that was just read stands in the object "model".
    bool in_model() const { return model_ && !open_.empty() && open_.back() == model_; }

    std::uint32_t put(std::string_view s) {
        const auto begin = static_cast<std::uint32_t>(out_.text.size());
        out_.text += s;
        return begin;
    }
    bool token(number_unsigned_t id) {
        if (id > INT64_MAX) refuse_token(id);
        out_.vocabulary.push_back({key_begin_, key_size_, static_cast<std::int64_t>(id)});
        return true;
    }
    bool spaced_merge(std::string_view s) {
        if (s.starts_with("#version")) return true;
        const auto space = s.find(' ');
        if (space == std::string_view::npos || s.find(' ', space + 1) != std::string_view::npos)
            refuse("its merge {} ('{}') is not two tokens", out_.merges.size(), s);
        const std::uint32_t begin = put(s.substr(0, space));
        put(s.substr(space + 1));
        out_.merges.push_back({begin, static_cast<std::uint32_t>(space), static_cast<std::uint32_t>(s.size() - 1)});
        return true;
    }
    bool merge_part(std::string_view s) {
        if (++parts_ > 2) refuse_merge();
        put(s);
        auto& merge = out_.merges.back();
        merge.size += static_cast<std::uint32_t>(s.size());
        if (parts_ == 1) merge.left = merge.size;
        return true;
    }
    [[noreturn]] void refuse_token(const Json& value) const {
        refuse("its token '{}' has the id {}, which is not one", out_.text.substr(key_begin_, key_size_), value.dump());
    }
    [[noreturn]] void refuse_merge() const {
        refuse("its merge {} is not two tokens", out_.merges.size() - (place_ == Place::Merge ? 1 : 0));
    }

    Json* add(Json&& value) {
        if (place_ == Place::Vocabulary) refuse_token(value);
        if (place_ != Place::Elsewhere) refuse_merge();
        if (open_.empty()) return &(out_.rest = std::move(value));
        if (open_.back()->is_object()) return &(open_.back()->operator[](key_) = std::move(value));
        open_.back()->push_back(std::move(value));
        return &open_.back()->back();
    }
    bool value(Json&& value) {
        add(std::move(value));
        return true;
    }
    void open(Json&& empty) {
        if (open_.size() == kMaxDepth) refuse("it is nested more than {} levels deep", kMaxDepth);
        Json* place = add(std::move(empty));
        if (open_.size() == 1 && key_ == "model" && place->is_object()) model_ = place;
        open_.push_back(place);
    }

    TokenizerJson& out_;
    std::vector<Json*> open_;  // objects and lists around the place that is read, outermost first
    const Json* model_ = nullptr;
    std::string key_;
    std::uint32_t key_begin_ = 0, key_size_ = 0;
    int parts_ = 0;  // of the merge that is read
    Place place_ = Place::Elsewhere;
};

}  // namespace

TokenizerJson TokenizerJson::read(std::string_view json_text) {
    if (json_text.size() > UINT32_MAX) refuse("it is {} bytes long, more than any real one", json_text.size());
    TokenizerJson out;
    out.text.reserve(json_text.size() / 3);
    Reader reader(out);
    Json::sax_parse(json_text, &reader);
    return out;
}

}  // namespace reasonscope::text
