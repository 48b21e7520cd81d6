#pragma once
// Plain values that the views draw. Panels fill them from the store; a view keeps its own copy.

#include <QString>
#include <QStringList>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "ui/models/step_claims.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {

// ---- tree canvas

/// Branch: the head of a limb, another run of the family; More: steps of a limb that are folded away.
enum class CanvasNodeKind { Prompt, Step, Answer, Ghost, Branch, More };

/// Of a step against the other branch.
enum class Difference : std::uint8_t { None, Same, Changed, OnlyHere };

/// What a person left at a step; bits.
enum NodeMark : std::uint8_t { kBookmarked = 1, kNoted = 2, kTagged = 4 };

/// What resampling found of a step: how much more often the run's answer comes with it than with another in its place.
struct TestedImportance {
    float value = 0, low = -1, high = 1;  // 95 % interval
    int continuations = 0;
};

struct CanvasNode {
    CanvasNodeKind kind = CanvasNodeKind::Step;
    StepId step;                          // ghost: the step it branches from
    TokenPos at;                          // ghost: position of the alternative token
    std::int32_t token_id = -1;           // ghost: the alternative token
    int parent = -1;                      // index into the same vector, smaller than the node's own; -1 for roots
    int step_class = kUnknownStepClass;
    QString text;                         // the step's words, or the ghost's token
    float probability = -1;               // step: geometric mean of its tokens; ghost: of the alternative; < 0 unknown
    float entropy = -1;                   // step: mean over its tokens, nats; < 0 unknown
    ClaimState claims = ClaimState::None;
    std::optional<TestedImportance> tested;
    bool abandoned = false;               // a step of the thinking that the answer does not rest on
    float weight = 0;                     // provenance: how much the parent rests on this node, [0,1]
    std::vector<StepId> folded;           // the steps that this card stands for, itself first; empty: itself alone
    std::optional<RunId> run;             // of a limb: the other run, whose step this is; a Branch's is its first one. Unset: the run on show
    Difference difference = Difference::None;
    std::uint8_t marks = 0;               // NodeMark
    QString note;                         // of the marks: what was written; of a Branch: the answer
};

enum class Evidence { Observed, Tested, Labelled };  // as reason/tree.h

/// `step` rests on `source`.
struct CanvasEdge {
    StepId step, source;
    float weight = 0;    // [0,1]
    float control = 0;   // weight of a source drawn at random
    Evidence grade = Evidence::Observed;
    bool strongest = false;
    QString method;      // "attention", "gradient"
};

/// One drawing. Decision: parents as in decision_tree(), limbs of other runs behind it; Provenance: as in provenance_tree(), node 0 the root;
/// Chain and Matrix: all steps in order, parents ignored; an edge is a cell of the matrix. Edges may name steps that are not drawn; those are skipped.
struct CanvasGraph {
    std::vector<CanvasNode> nodes;
    std::vector<CanvasEdge> edges;
    std::optional<RunId> run;  // on show
};

enum class CanvasMode { Decision, Provenance, Chain, Matrix };
inline constexpr std::size_t kCanvasModes = 4;

// ---- transcript and timeline

enum class TranscriptPart { Prompt, Thinking, Answer };

/// A mark at a token, or at the first token of a step.
struct TextMark {
    TokenPos at;
    std::uint8_t marks = 0;  // NodeMark
    QString note;
};

struct TranscriptToken {
    TokenPos position;
    TranscriptPart part = TranscriptPart::Thinking;
    std::string bytes;       // raw; may be an incomplete UTF-8 sequence that the next token completes
    float probability = -1;  // < 0: not generated, so unknown
    float entropy = -1;      // nats; < 0 unknown
    float milliseconds = 0;
};

struct TokenAlternative {
    std::string bytes;
    float probability = 0;
    bool chosen = false;
};

/// Steps over tokens; half-open token range.
struct StepBand {
    StepId step;
    TokenPos first, last;
    int step_class = kUnknownStepClass;
    ClaimState claims = ClaimState::None;
};

/// A token where the model nearly went elsewhere.
struct ForkMark {
    TokenPos at;
    float change = 0;  // how likely it was to go on to another answer; 0: it would have come to the same
};

/// How likely the answer is when thinking stops before token `from`; holds until the next mark.
struct AnswerMark {
    TokenPos from;
    float probability = 0;
};

/// Asked when the pointer rests on a token; must return at once (empty: nothing known).
using AlternativesFn = std::function<std::vector<TokenAlternative>(TokenPos)>;

// ---- heat map

enum class ValueFormat { Percent, Number };

struct HeatMapData {
    int rows = 0, columns = 0;
    std::vector<float> values;         // row-major [rows, columns]; NaN: no cell
    QString row_axis, column_axis;     // "Layer", "Head"
    QStringList row_labels, column_labels;  // empty: 0, 1, 2, ...
    QString value_name;                // "attention mass"
    ValueFormat format = ValueFormat::Percent;
    std::optional<double> baseline;    // set: diverging colours centred here ("uniform 12.5 %")
    QString baseline_name;             // "uniform"
    bool is_signed = false;            // values below and above 0: diverging colours centred there, both ends equally far
    bool bare_scale = false;           // no name beside the colour scale: the line above says it
    QStringList row_names, column_names;  // for the readout; empty: the axis and the label
    std::optional<double> maximum;     // fixed upper end of the colour range; unset: from the data
    bool row_zero_on_top = true;
};

// ---- logit lens

/// What one layer would say about one token.
struct LensGridCell {
    std::string bytes;       // the likeliest token
    float probability = 0;   // of it
    bool settled = false;    // from this layer on the likeliest token does not change
    QString tip;             // the likeliest few, one a line
};

struct LensGridData {
    int layers = 0;
    std::vector<TokenPos> positions;   // [tokens]
    std::vector<std::string> tokens;   // [tokens], bytes of what was written
    std::vector<LensGridCell> cells;   // [layers, tokens], row-major; layer 0 first
};

struct HeatMapCell {
    int row = 0, column = 0;
    friend bool operator==(const HeatMapCell&, const HeatMapCell&) = default;
};

}  // namespace reasonscope::ui
