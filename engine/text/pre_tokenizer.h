#pragma once
// The "pre_tokenizer" of tokenizer.json: cuts text into the pieces that the model may not merge across.

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <variant>
#include <vector>

#include "text/piece.h"
#include "text/regex.h"

namespace reasonscope::text {

enum class SplitBehaviour { Isolated, Removed, MergedWithPrevious, MergedWithNext, Contiguous };

struct SplitStep {
    Regex pattern;
    SplitBehaviour behaviour = SplitBehaviour::Isolated;
    bool invert = false;  // the pattern says what to keep together, not where to cut
};
struct PrefixSpaceStep {};  // ByteLevel's add_prefix_space
struct MetaspaceStep {
    enum class Scheme { Always, First, Never };
    std::string replacement;  // for every space
    Scheme prepend = Scheme::Always;
};

class PreTokenizer {
public:
    /// `json` may be null: the text stays whole. Throws Refusal for what is not supported.
    static PreTokenizer read(const nlohmann::json& json);

    /// Cuts `piece` into `pieces` (replaced), none of them empty.
    void cut(const Piece& piece, std::vector<Piece>& pieces, PieceStore& store) const;
    /// The model sees bytes, each spelled as one of 256 printable characters.
    [[nodiscard]] bool byte_level() const { return byte_level_; }

private:
    using Step = std::variant<SplitStep, PrefixSpaceStep, MetaspaceStep>;
    void add(const nlohmann::json& json);
    void add_split(std::string_view pattern, SplitBehaviour behaviour, bool invert = false);
    void add_byte_level(const nlohmann::json& json);
    void add_metaspace(const nlohmann::json& json);

    std::vector<Step> steps_;
    bool byte_level_ = false;
};

}  // namespace reasonscope::text
