#include "ui/views/transcript_tip.h"

#include <algorithm>
#include <cmath>

#include "ui/views/canvas_marks.h"
#include "ui/views/claim_mark.h"
#include "ui/views/fork_marks.h"
#include "ui/views/labels.h"
#include "ui/views/transcript_view.h"

namespace reasonscope::ui {
namespace {

constexpr std::size_t kMostAlternatives = 10;

QString alternatives_table(const std::vector<TokenAlternative>& alternatives) {
    const auto cell = [](const QString& text) { return QStringLiteral("<td style=\"padding:1px 8px 1px 0\">%1</td>").arg(text); };
    QString table = QStringLiteral("<table cellspacing=\"0\" style=\"margin-top:4px\">");
    for (std::size_t i = 0; i < std::min(alternatives.size(), kMostAlternatives); ++i) {
        const TokenAlternative& a = alternatives[i];
        const QString text = QStringLiteral("<code>%1</code>").arg(visible_token(a.bytes).toHtmlEscaped());
        const QString bar = QString(std::max(1, static_cast<int>(std::lround(a.probability * 16))), QChar(0x2588));
        table += QStringLiteral("<tr>") + cell(a.chosen ? QStringLiteral("<b>%1</b>").arg(text) : text) + cell(percent_text(a.probability)) +
                 cell(QStringLiteral("<span style=\"color:%1\">%2</span>").arg((a.chosen ? theme::current().accent : theme::current().ghost).name(), bar)) +
                 QStringLiteral("</tr>");
    }
    return table + QStringLiteral("</table>");
}

}  // namespace

QString token_tip(const TranscriptToken& token, const TokenPlace& place, const std::vector<TokenAlternative>& alternatives) {
    QString tip = QStringLiteral("<b><code>%1</code></b> &nbsp;%2").arg(visible_token(token.bytes).toHtmlEscaped(), TranscriptView::tr("token %1").arg(token.position.value));
    if (const StepBand* step = place.step) {
        tip += QStringLiteral(" · %1 %2").arg(step_number(step->step), theme::step_class_label(step->step_class));
        if (place.mark != nullptr) tip += QStringLiteral("<br/><i>%1</i>").arg(marks_text(place.mark->marks, place.mark->note).toHtmlEscaped());
        if (step->claims != ClaimState::None)
            tip += QStringLiteral(" · <span style=\"color:%1\">%2 %3</span>").arg(claim_color(step->claims).name(), claim_symbol(step->claims), claim_words(step->claims));
    }
    if (place.fork != nullptr) tip += QStringLiteral("<br/><span style=\"color:%1\">%2</span>").arg(fork_color(*place.fork).name(), fork_words(*place.fork));
    if (token.probability < 0) return tip + QStringLiteral("<br/>") + TranscriptView::tr("read, not generated");
    tip += QStringLiteral("<br/>") + TranscriptView::tr("probability %1, entropy %2").arg(percent_text(token.probability), nats(token.entropy));
    if (token.milliseconds > 0) tip += TranscriptView::tr(", %1 ms").arg(token.milliseconds, 0, 'f', 1);
    return alternatives.empty() ? tip : tip + alternatives_table(alternatives);
}

}  // namespace reasonscope::ui
