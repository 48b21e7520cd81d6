#pragma once
// A model folder that says exactly what a test wants: its output weights make every token of a script follow the one before it,
// while its attention, router and experts are small random ones. Tokens are whole words of the script (added tokens).

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "model/safetensors.h"
#include "tests/support/small_model.h"
#include "tests/support/temp_folder.h"
#include "text/bpe_trainer.h"
#include "text/tokenizer.h"

namespace reasonscope::test {

/// The script of the usual example; every piece is one token, each different.
inline const std::vector<std::string> kScript = {"Find", " z.", " Use y", " = x", " + 7", ".\n", "So y", " = 4", " +", " 7",
                                                 " = 11", ". ", "So z", " = 11 *", " 2 =", " 22", ".  ", "</think>", "\n22", "<eos>"};
inline constexpr const char* kScriptedThinking = "Find z. Use y = x + 7.\nSo y = 4 + 7 = 11. So z = 11 * 2 = 22.";

class ScriptedModel {
public:
    /// `base`: the small model whose configuration and tensors it takes.
    explicit ScriptedModel(std::vector<std::string> script = kScript, int context = 256, std::string base = "plain") : base_(std::move(base)) {
        write_tokenizer(script);
        write_config(context);
        write_weights(script);
    }
    [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }
    [[nodiscard]] const TempFolder& folder() const { return folder_; }

private:
    void write_tokenizer(const std::vector<std::string>& script) {
        TokenizerTraining training;
        training.texts = {"ab"};
        training.split_regex = "\\s+|\\S+";
        training.special_tokens = {"<bos>", "<user>", "<assistant>", "<eos>"};
        training.plain_added_tokens = {"<think>\n"};
        for (const std::string& word : script) {
            if (word != "<eos>") training.plain_added_tokens.push_back(word);
        }
        training.vocab_size = 256 + static_cast<int>(training.special_tokens.size() + training.plain_added_tokens.size());
        const auto json = train_tokenizer(training);
        if (!json) throw std::runtime_error(json.error().message);
        folder_.write("tokenizer.json", *json);
        const auto tokenizer = Tokenizer::parse(*json);
        if (!tokenizer) throw std::runtime_error(tokenizer.error().message);
        vocabulary_ = tokenizer->size();
        previous_ = *tokenizer->id_of("<think>\n");
        for (const std::string& word : script) ids_.push_back(*tokenizer->id_of(word));
        folder_.write("tokenizer_config.json",
                      nlohmann::json{{"chat_template", "<bos>{% for m in messages %}{% if m.role == 'system' %}{{ m.content }}{% endif %}"
                                                       "{% if m.role == 'user' %}<user>{{ m.content }}{% endif %}{% endfor %}<assistant>{{ '<think>\n' }}"},
                                     {"bos_token", "<bos>"}, {"eos_token", "<eos>"}}.dump());
        folder_.write("generation_config.json", nlohmann::json{{"eos_token_id", *tokenizer->id_of("<eos>")}, {"do_sample", false}}.dump());
    }

    void write_config(int context) {
        auto config = nlohmann::json::parse(*read_file(small_model(base_) / "config.json"));
        config["vocab_size"] = vocabulary_;
        config["max_position_embeddings"] = context;
        folder_.write("config.json", config.dump());
    }

    /// Token t embeds as a random unit vector e(t), and the head's row of the word after t is 12 e(t), so that it wins by far.
    void write_weights(const std::vector<std::string>&) {
        std::mt19937 random(11);
        std::normal_distribution<float> normal;
        const auto file = SafetensorsFile::open(small_model(base_) / "model.safetensors");
        if (!file) throw std::runtime_error(file.error().message);
        const std::int64_t width = file->find("model.norm.weight")->shape[0];
        const auto at = [&](std::int32_t token) { return static_cast<std::size_t>(token) * static_cast<std::size_t>(width); };
        const auto size = at(vocabulary_);
        std::vector<float> embeddings(size), head(size, 0.0F);
        for (std::int32_t t = 0; t < vocabulary_; ++t) {
            double norm = 0;
            for (std::size_t i = 0; i < static_cast<std::size_t>(width); ++i) {
                const float x = normal(random);
                embeddings[at(t) + i] = x;
                norm += x * x;
            }
            for (std::size_t i = 0; i < static_cast<std::size_t>(width); ++i) embeddings[at(t) + i] /= static_cast<float>(std::sqrt(norm));
        }
        std::int32_t from = previous_;
        for (const std::int32_t to : ids_) {
            for (std::size_t i = 0; i < static_cast<std::size_t>(width); ++i) head[at(to) + i] = 2.0F * embeddings[at(from) + i];
            from = to;
        }
        std::vector<std::vector<float>> values;
        std::vector<TensorView> tensors;
        values.reserve(file->tensors().size());
        for (const TensorView& tensor : file->tensors()) {
            std::size_t count = 1;
            for (const std::int64_t d : tensor.shape) count *= static_cast<std::size_t>(d);
            auto shape = tensor.shape;
            const bool is_embedding = tensor.name == "model.embed_tokens.weight", is_head = tensor.name == "lm_head.weight";
            if (is_embedding || is_head) {
                shape[0] = vocabulary_;
                values.push_back(is_embedding ? embeddings : head);
            } else {
                // What flows back into the residual stream is small, so that the script always wins.
                const bool output = tensor.name.ends_with("o_proj.weight") || tensor.name.ends_with("down_proj.weight");
                const bool norm = tensor.name.ends_with("norm.weight");
                std::vector<float>& fresh = values.emplace_back(count);
                for (float& x : fresh) x = norm ? 1.0F : (output ? 0.01F : 0.3F) * normal(random);
            }
            tensors.push_back(tensor_view(tensor.name, StoredType::F32, shape, values.back()));
        }
        if (const Status written = write_safetensors(folder_ / "model.safetensors", tensors); !written) throw std::runtime_error(written.error().message);
    }

    std::string base_;
    TempFolder folder_;
    std::int32_t vocabulary_ = 0, previous_ = 0;
    std::vector<std::int32_t> ids_;
};

}  // namespace reasonscope::test
