#pragma once
// From the run document to what the views draw. Pure functions.

#include <vector>

#include "ui/models/run_document.h"
#include "ui/views/data.h"

namespace reasonscope::ui {

/// The path of the run with the alternatives that were close, as ghosts.
CanvasGraph decision_graph(const RunDocument& document);
/// What `root` rests on; empty graph when the step does not exist.
CanvasGraph provenance_graph(const RunDocument& document, StepId root);
/// All steps in order.
CanvasGraph chain_graph(const RunDocument& document);
/// The same steps; the edges are the cells: all of `weights` as shares of their rows, or the run's edges while those are not known.
CanvasGraph matrix_graph(const RunDocument& document, const StepMatrix* weights);

std::vector<StepBand> step_bands(const RunDocument& document);

/// Sorts tokens into prompt, thinking and answer, and leaves out template text and tags. While a run is live the steps are
/// not final, so the tags themselves are followed; afterwards the stored steps decide.
class TokenSorter {
public:
    explicit TokenSorter(const RunDocument& document);
    /// Tokens from index `first` on; call with ascending ranges of the same document.
    std::vector<TranscriptToken> sort(const RunDocument& document, std::size_t first);

private:
    std::size_t prompt_begin_ = 0, prompt_end_ = 0;  // bytes of the person's words in the rendered prompt
    std::size_t offset_ = 0;                         // bytes of the transcript seen so far
    bool answering_ = false;
    bool naming_ = false;  // between the tags that open a channel (gpt-oss)
};

std::vector<TokenAlternative> alternatives_of(const RunDocument& document, TokenPos position);

}  // namespace reasonscope::ui
