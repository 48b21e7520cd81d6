#include <iostream>
#include <iterator>
#include <memory>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "pipeline/step_classes.h"
#include "reason/claims.h"
#include "reason/segment.h"

namespace reasonscope::cli {
namespace {

struct Piece {
    ByteSpan bytes;  // in the text from standard input
    StepSource source;
    Classified cls;
};

std::vector<Piece> pieces_of(std::string_view text, ByteSpan section, StepSource source) {
    std::vector<Piece> pieces;
    std::vector<std::string_view> texts;
    for (const ByteSpan span : segment(slice(text, section))) {
        const ByteSpan bytes{section.begin + span.begin, section.begin + span.end};
        texts.push_back(slice(text, bytes));
        pieces.push_back({bytes, source, classify(texts.back(), source, 0)});
    }
    if (source != StepSource::Thinking) return pieces;
    const auto classes = classify_thinking(texts, bundled_step_classifier().get());
    for (std::size_t i = 0; i < pieces.size(); ++i) pieces[i].cls = classes[i];
    return pieces;
}

/// Text without think tags is thinking as a whole, so that its steps tile it.
std::vector<Piece> all_pieces(std::string_view text) {
    const auto size = static_cast<std::uint32_t>(text.size());
    if (text.find("<think>") == std::string_view::npos && text.find("</think>") == std::string_view::npos) {
        return pieces_of(text, {0, size}, StepSource::Thinking);
    }
    const Sections sections = find_sections(text, {}, marks_in_text(text, 0, size), size);
    auto pieces = pieces_of(text, sections.thinking, StepSource::Thinking);
    const auto answer = pieces_of(text, sections.answer, StepSource::Answer);
    pieces.insert(pieces.end(), answer.begin(), answer.end());
    return pieces;
}

/// Arithmetic claims of the piece, in bytes of the whole text.
Json claims_json(std::string_view text, ByteSpan piece) {
    Json claims = Json::array();
    for (const Claim& claim : find_claims(slice(text, piece))) {
        claims.push_back({{"begin", piece.begin + claim.bytes.begin}, {"end", piece.begin + claim.bytes.end}, {"verdict", name(claim.verdict)}, {"rounded", claim.rounded}});
    }
    return claims;
}

Status run_steps(bool json) {
    const std::string text{std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
    if (text.size() > UINT32_MAX) return bad_input("The text is larger than 4 GB.");
    const auto pieces = all_pieces(text);
    if (json) {
        Json steps = Json::array();
        for (const Piece& piece : pieces) {
            steps.push_back({{"begin", piece.bytes.begin},
                             {"end", piece.bytes.end},
                             {"class", name(piece.cls.cls)},
                             {"confidence", piece.cls.confidence},
                             {"in", name(piece.source)},
                             {"claims", claims_json(text, piece.bytes)},
                             {"text", std::string(slice(text, piece.bytes))}});
        }
        return write_json({{"steps", steps}});
    }
    std::string lines;
    for (const Piece& piece : pieces) {
        std::string shown(slice(text, piece.bytes));
        for (char& c : shown) c = c == '\n' ? ' ' : c;
        lines += fmt::format("{:>6}-{:<6} {:<24} {}\n", piece.bytes.begin, piece.bytes.end, name(piece.cls.cls), shown);
    }
    return write_out(lines);
}

}  // namespace

void add_steps(CLI::App& app, Action& action) {
    auto* sub = app.add_subcommand("steps", "Cut a thinking text from standard input into classified steps");
    auto json = std::make_shared<bool>(false);
    sub->add_flag("--json", *json, "Print one JSON object with byte offsets");
    sub->callback([&action, json] { action = [json] { return run_steps(*json); }; });
}

}  // namespace reasonscope::cli
