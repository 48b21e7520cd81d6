#include "ui/models/step_claims.h"

#include <QCoreApplication>
#include <QStringList>

#include "reason/claims.h"
#include "ui/models/run_document.h"

namespace reasonscope::ui {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("Claims", text); }

}  // namespace

ClaimState claim_state(const std::string& step) {
    ClaimState state = ClaimState::None;
    for (const Claim& claim : find_claims(step)) {
        if (claim.verdict == ClaimVerdict::Wrong) return ClaimState::Wrong;
        if (claim.verdict == ClaimVerdict::Verified) state = ClaimState::Verified;
        else if (state == ClaimState::None) state = ClaimState::NotCheckable;
    }
    return state;
}

QString claim_sentence(const std::string& step) {
    const ClaimCount count = count_claims(step);
    QStringList wrong;
    bool any = false;
    for (const Claim& claim : find_claims(step)) {
        any = true;
        if (claim.verdict == ClaimVerdict::Wrong) wrong << one_line(std::string(slice(step, claim.bytes)));
    }
    if (!any) return {};
    if (count.claims == 0) return tr("Its sums cannot be checked: they hold letters or more than exact fractions carry.");
    QString sentence = tr("%1 of %2 sums hold.").arg(count.claims - count.wrong).arg(count.claims);
    if (!wrong.isEmpty()) sentence = tr("Wrong: %1.").arg(wrong.join(QStringLiteral("; "))) + QLatin1Char(' ') + sentence;
    return sentence;
}

}  // namespace reasonscope::ui
