#include "ui/panels/common/view_data.h"

#include <algorithm>

namespace reasonscope::ui {
namespace {

constexpr float kLeastShare = 0.002F;  // smaller cells could not be told from none

CanvasNode node_of(const RunDocument& document, const StoredStep& stored, const std::vector<bool>& abandoned) {
    CanvasNode node;
    const auto index = static_cast<std::size_t>(stored.step.id.value);
    node.abandoned = index < abandoned.size() && abandoned[index];
    switch (stored.step.source) {
        case StepSource::Prompt: node.kind = CanvasNodeKind::Prompt; break;
        case StepSource::Thinking: node.kind = CanvasNodeKind::Step; break;
        case StepSource::Answer: node.kind = CanvasNodeKind::Answer; break;
    }
    node.step = stored.step.id;
    node.step_class = static_cast<int>(stored.step.cls);
    node.text = one_line(stored.text);
    const StepFigures figures = document.figures(stored.step.id);
    node.probability = figures.probability;
    node.entropy = figures.mean_entropy;
    node.claims = document.claims(stored.step.id);
    return node;
}

static_assert(static_cast<int>(Evidence::Tested) == static_cast<int>(EvidenceGrade::Tested) && static_cast<int>(Evidence::Labelled) == static_cast<int>(EvidenceGrade::Labelled));

std::vector<CanvasEdge> canvas_edges(const RunDocument& document) {
    std::vector<CanvasEdge> edges;
    for (const Edge& edge : document.edges_of_method()) {
        edges.push_back({edge.step, edge.source, edge.weight, edge.control,
                         static_cast<Evidence>(edge.grade), edge.strongest,
                         QString::fromStdString(edge.method)});
    }
    return edges;
}

std::vector<Step> plain_steps(const RunDocument& document) {
    std::vector<Step> steps;
    for (const StoredStep& stored : document.steps()) steps.push_back(stored.step);
    return steps;
}

std::vector<TokenUncertainty> uncertainties(const RunDocument& document) {
    std::vector<TokenUncertainty> found;
    for (const TokenRow& token : document.tokens()) {
        if (!token.generated || token.probability <= 0) continue;
        TokenUncertainty row{token.position, token.entropy, token.probability, -1, 0};
        const auto other = std::find_if(token.alternatives.begin(), token.alternatives.end(),
                                        [&](const Alternative& alternative) { return alternative.id != token.id; });
        if (other != token.alternatives.end()) {
            row.best_alternative = other->id;
            row.best_alternative_probability = other->probability;
        }
        found.push_back(row);
    }
    return found;
}

QString alternative_text(const TokenRow* token, std::int32_t id) {
    if (token == nullptr) return {};
    for (std::size_t i = 0; i < token->alternatives.size() && i < token->alternative_texts.size(); ++i) {
        if (token->alternatives[i].id == id) {
            const std::string& bytes = token->alternative_texts[i];
            return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
        }
    }
    return {};
}

bool is_template(const std::string& text) {
    return (text.starts_with("<|") || text.starts_with("<｜")) && (text.ends_with("|>") || text.ends_with("｜>"));
}

}  // namespace

CanvasGraph decision_graph(const RunDocument& document) {
    CanvasGraph graph;
    if (document.run()) graph.run = document.run()->id;
    const auto steps = plain_steps(document);
    const auto tokens = uncertainties(document);
    const auto points = decision_points(tokens, steps);
    const auto abandoned = document.abandoned();
    for (const DecisionNode& decision : decision_tree(steps, tokens, points)) {
        const StoredStep* stored = document.step(decision.step);
        if (stored == nullptr) continue;
        CanvasNode node = node_of(document, *stored, abandoned);
        node.parent = decision.parent;
        if (decision.ghost) {
            node.kind = CanvasNodeKind::Ghost;
            node.abandoned = false;
            node.claims = ClaimState::None;
            node.at = decision.at;
            node.token_id = decision.token_id;
            node.text = alternative_text(document.token(decision.at), decision.token_id);
            node.probability = decision.probability;
            node.entropy = document.token(decision.at) != nullptr ? document.token(decision.at)->entropy : -1;
        }
        graph.nodes.push_back(std::move(node));
    }
    graph.edges = canvas_edges(document);
    return graph;
}

CanvasGraph provenance_graph(const RunDocument& document, StepId root) {
    CanvasGraph graph;
    if (document.step(root) == nullptr) return graph;
    const auto edges = document.edges_of_method();
    const auto abandoned = document.abandoned();  // seen when another step than the answer is the root
    for (const ProvenanceNode& provenance : provenance_tree(edges, root)) {
        const StoredStep* stored = document.step(provenance.step);
        if (stored == nullptr) continue;
        CanvasNode node = node_of(document, *stored, abandoned);
        node.parent = provenance.parent;
        node.weight = provenance.weight;
        graph.nodes.push_back(std::move(node));
    }
    graph.edges = canvas_edges(document);
    return graph;
}

CanvasGraph chain_graph(const RunDocument& document) {
    CanvasGraph graph;
    const auto abandoned = document.abandoned();
    for (const StoredStep& stored : document.steps()) graph.nodes.push_back(node_of(document, stored, abandoned));
    graph.edges = canvas_edges(document);
    return graph;
}

CanvasGraph matrix_graph(const RunDocument& document, const StepMatrix* weights) {
    CanvasGraph graph = chain_graph(document);
    if (weights == nullptr || weights->n == 0) return graph;
    graph.edges.clear();
    const QString method = QString::fromStdString(document.method());
    for (int row = 0; row < weights->n; ++row) {
        const StoredStep* stored = document.step(StepId(row));
        if (stored == nullptr || stored->step.source == StepSource::Prompt) continue;
        float sum = 0;
        for (int column = 0; column < row; ++column) sum += std::max(0.0F, weights->at(row, column));
        for (int column = 0; column < row && sum > 0; ++column) {
            const float share = weights->at(row, column) / sum;
            if (share < kLeastShare) continue;
            CanvasEdge cell;
            cell.step = StepId(row);
            cell.source = StepId(column);
            cell.weight = share;
            cell.method = method;
            graph.edges.push_back(std::move(cell));
        }
    }
    return graph;
}

std::vector<StepBand> step_bands(const RunDocument& document) {
    std::vector<StepBand> bands;
    for (const StoredStep& stored : document.steps()) {
        bands.push_back({stored.step.id, stored.step.first, stored.step.last, static_cast<int>(stored.step.cls), document.claims(stored.step.id)});
    }
    return bands;
}

TokenSorter::TokenSorter(const RunDocument& document) {
    if (!document.run()) return;
    const RunStart& start = document.run()->start;
    const std::size_t at = start.rendered_prompt.rfind(start.prompt);
    if (at != std::string::npos) {
        prompt_begin_ = at;
        prompt_end_ = at + start.prompt.size();
    }
}

std::vector<TranscriptToken> TokenSorter::sort(const RunDocument& document, std::size_t first) {
    std::vector<TranscriptToken> sorted;
    const auto& tokens = document.tokens();
    const auto& steps = document.steps();
    const bool final = !document.live() && !steps.empty();
    auto step = steps.begin();
    for (std::size_t i = first; i < tokens.size(); ++i) {
        const TokenRow& row = tokens[i];
        const std::size_t begin = offset_;
        offset_ += row.text.size();
        TranscriptToken token;
        token.position = row.position;
        token.bytes = row.text;
        if (row.generated && row.probability > 0) {  // imported text was never measured
            token.probability = row.probability;
            token.entropy = row.entropy;
            token.milliseconds = static_cast<float>(row.milliseconds);
        }
        if (final) {
            while (step != steps.end() && step->step.last <= row.position) ++step;
            if (step == steps.end() || row.position < step->step.first) continue;
            switch (step->step.source) {
                case StepSource::Prompt: token.part = TranscriptPart::Prompt; break;
                case StepSource::Thinking: token.part = TranscriptPart::Thinking; break;
                case StepSource::Answer: token.part = TranscriptPart::Answer; break;
            }
        } else if (!row.generated) {
            if (begin < prompt_begin_ || begin >= prompt_end_) continue;
            token.part = TranscriptPart::Prompt;
        } else {
            if (row.text.find("</think>") != std::string::npos) {
                answering_ = true;
                continue;
            }
            if (row.text == "<|channel|>" || row.text == "<|end|>") naming_ = true;
            if (row.text == "<|message|>") naming_ = false;
            if (naming_ && row.text == "final") answering_ = true;
            if (naming_ || is_template(row.text) || row.text.find("<think>") != std::string::npos) continue;
            token.part = answering_ ? TranscriptPart::Answer : TranscriptPart::Thinking;
        }
        sorted.push_back(std::move(token));
    }
    return sorted;
}

std::vector<TokenAlternative> alternatives_of(const RunDocument& document, TokenPos position) {
    std::vector<TokenAlternative> found;
    const TokenRow* token = document.token(position);
    if (token == nullptr) return found;
    for (std::size_t i = 0; i < token->alternatives.size() && i < token->alternative_texts.size(); ++i) {
        found.push_back({token->alternative_texts[i], token->alternatives[i].probability, token->alternatives[i].id == token->id});
    }
    return found;
}

}  // namespace reasonscope::ui
