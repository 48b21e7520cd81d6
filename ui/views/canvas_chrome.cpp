// What lies around the cards: minimap, legend, empty state.

#include <QFontMetricsF>
#include <QImage>
#include <QObject>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <array>

#include "ui/views/canvas_marks.h"
#include "ui/views/canvas_overview.h"
#include "ui/views/claim_mark.h"

namespace reasonscope::ui {
namespace {

struct LegendEntry {
    enum class Mark { Class, Path, Observed, Tested, Labelled, Ghost, Abandoned, Undecided, Limb, Differs, Marked, Claim, Importance } mark = Mark::Class;
    int step_class = 0;
    QString text;
};

constexpr double kMarkWidth = 22, kEntryGap = 16;

std::vector<LegendEntry> legend_of(const CanvasScene& scene) {
    const SceneSummary& holds = scene.summary();
    std::vector<LegendEntry> entries;
    for (int c = 0; c < kStepClassCount; ++c)
        if (holds.classes[static_cast<std::size_t>(c)]) entries.push_back({LegendEntry::Mark::Class, c, theme::step_class_label(c)});
    if (scene.mode() != CanvasMode::Provenance) entries.push_back({LegendEntry::Mark::Path, 0, QObject::tr("order")});
    if (holds.rests) entries.push_back({LegendEntry::Mark::Observed, 0, QObject::tr("rests on (width = weight)")});
    if (holds.tested) entries.push_back({LegendEntry::Mark::Tested, 0, QObject::tr("tested")});
    if (holds.labelled) entries.push_back({LegendEntry::Mark::Labelled, 0, QObject::tr("labelled by a reader, not measured")});
    if (holds.ghosts) entries.push_back({LegendEntry::Mark::Ghost, 0, QObject::tr("alternative not taken")});
    if (holds.limbs) entries.push_back({LegendEntry::Mark::Limb, 0, QObject::tr("another branch")});
    for (const auto& [there, what] : {std::pair{holds.same, Difference::Same}, std::pair{holds.changed, Difference::Changed}, std::pair{holds.only_here, Difference::OnlyHere}})
        if (there) entries.push_back({LegendEntry::Mark::Differs, static_cast<int>(what), difference_text(what)});
    if (holds.verified) entries.push_back({LegendEntry::Mark::Claim, static_cast<int>(ClaimState::Verified), QObject::tr("sum checked")});
    if (holds.wrong) entries.push_back({LegendEntry::Mark::Claim, static_cast<int>(ClaimState::Wrong), QObject::tr("sum wrong")});
    for (const std::uint8_t mark : {kBookmarked, kNoted, kTagged})
        if ((holds.marks & mark) != 0) entries.push_back({LegendEntry::Mark::Marked, mark, marks_text(mark, {})});
    if (holds.undecided) entries.push_back({LegendEntry::Mark::Undecided, 0, QObject::tr("undecided (entropy)")});
    if (holds.tested_steps) entries.push_back({LegendEntry::Mark::Importance, 0, QObject::tr("importance by resampling, -1 to +1")});
    if (holds.abandoned) entries.push_back({LegendEntry::Mark::Abandoned, 0, QObject::tr("abandoned: the answer does not rest on it")});
    return entries;
}

bool is_narrow(const LegendEntry& entry) { return entry.mark == LegendEntry::Mark::Class || entry.mark == LegendEntry::Mark::Marked || entry.mark == LegendEntry::Mark::Claim; }

double entry_width(const LegendEntry& entry, const QFontMetricsF& metrics) {
    return (is_narrow(entry) ? 14 : kMarkWidth + 6) + metrics.horizontalAdvance(entry.text) + kEntryGap;
}

void paint_mark(QPainter& p, const LegendEntry& entry, double x, double y) {
    const Theme& t = theme::current();
    p.setBrush(Qt::NoBrush);
    switch (entry.mark) {
        case LegendEntry::Mark::Class:
            p.setPen(Qt::NoPen);
            p.setBrush(theme::step_class_color(entry.step_class));
            p.drawRoundedRect(QRectF(x, y - 4.5, 9, 9), 2.5, 2.5);
            return;
        case LegendEntry::Mark::Path:
            p.setPen(QPen(t.border_strong, 2));
            break;
        case LegendEntry::Mark::Observed:
            p.setPen(QPen(t.edge, 3));
            break;
        case LegendEntry::Mark::Tested:
            p.setPen(QPen(t.edge_tested, 1.4));
            p.drawLine(QPointF(x, y - 2), QPointF(x + kMarkWidth, y - 2));
            p.drawLine(QPointF(x, y + 2), QPointF(x + kMarkWidth, y + 2));
            return;
        case LegendEntry::Mark::Labelled: {
            QPen pen(t.edge, 3);
            pen.setCapStyle(Qt::FlatCap);
            pen.setDashPattern({1.2, 0.8});
            p.setPen(pen);
            break;
        }
        case LegendEntry::Mark::Abandoned:
            p.save();
            p.setOpacity(0.5);
            p.setPen(QPen(t.border_strong, 1));
            p.setBrush(t.raised);
            p.drawRoundedRect(QRectF(x + 0.5, y - 5.5, kMarkWidth - 1, 11), 3, 3);
            p.fillRect(QRectF(x + 1, y - 5, 3, 10), t.step_class[kUnknownStepClass]);
            p.restore();
            return;
        case LegendEntry::Mark::Undecided:
            p.setPen(Qt::NoPen);
            p.setBrush(t.border);
            p.drawRoundedRect(QRectF(x, y - 2, kMarkWidth, 4), 2, 2);
            p.setBrush(t.entropy);
            p.drawRoundedRect(QRectF(x, y - 2, kMarkWidth * 0.6, 4), 2, 2);
            return;
        case LegendEntry::Mark::Limb:
            p.setPen(QPen(t.accent, 2));
            break;
        case LegendEntry::Mark::Differs:
            p.setPen(QPen(t.border_strong, 1));
            p.setBrush(t.raised);
            p.drawRoundedRect(QRectF(x + 0.5, y - 5.5, kMarkWidth - 1, 11), 3, 3);
            paint_difference(p, QRectF(x + 0.5, y - 7.5, kMarkWidth - 1, 15), static_cast<Difference>(entry.step_class), 1);
            return;
        case LegendEntry::Mark::Marked:
            paint_marks(p, QPointF(x + 10, y - 5.5), 11, static_cast<std::uint8_t>(entry.step_class));
            return;
        case LegendEntry::Mark::Claim:
            paint_claim_mark(p, QRectF(x, y - 5, 10, 10), static_cast<ClaimState>(entry.step_class));
            return;
        case LegendEntry::Mark::Importance:
            paint_importance(p, QRectF(x - 14, y - 5, kMarkWidth + 24, 10), {0.5F, 0.1F, 0.8F, 0}, 1);
            return;
        case LegendEntry::Mark::Ghost: {
            QPen pen(t.ghost, 1.4);
            pen.setDashPattern({3.5, 3});
            p.setPen(pen);
            break;
        }
    }
    p.drawLine(QPointF(x, y), QPointF(x + kMarkWidth, y));
}

}  // namespace

void paint_minimap(QPainter& p, const CanvasFrame& frame, const QRectF& where, const QImage& cards) {
    const Theme& t = theme::current();
    QColor back = t.surface;
    back.setAlphaF(0.92F);
    p.setPen(QPen(t.border, 1));
    p.setBrush(back);
    p.drawRoundedRect(where, space::radius, space::radius);
    const QRectF inner = where.adjusted(kMinimapMargin, kMinimapMargin, -kMinimapMargin, -kMinimapMargin);
    const OverviewPlace place = minimap_place(frame.scene->bounds(), inner);
    p.drawImage(inner.topLeft(), cards);
    p.save();
    p.setClipRect(where);
    paint_specks(p, *frame.scene, place, inner, frame.matches, &t.warning);
    if (frame.current >= 0) paint_specks(p, *frame.scene, place, inner, std::span(&frame.current, 1), &t.accent);
    QRectF seen = place.map(frame.visible());
    if (seen.height() < 4) seen.adjust(0, -2, 0, 2);  // enough to see and to take hold of
    QColor tint = t.accent;
    tint.setAlphaF(0.10F);
    p.setBrush(tint);
    p.setPen(QPen(t.accent, 1.2));
    p.drawRoundedRect(seen.intersected(inner.adjusted(-3, -3, 3, 3)), 2, 2);
    p.restore();
}

QStringList legend_words(const CanvasScene& scene) {
    QStringList words;
    for (const LegendEntry& entry : legend_of(scene)) words << entry.text;
    return words;
}

int legend_rows(double width, const CanvasScene& scene) {
    const QFontMetricsF metrics(theme::font(TextRole::Caption));
    int rows = 1;
    double x = 0;
    for (const LegendEntry& entry : legend_of(scene)) {
        const double needed = entry_width(entry, metrics);
        if (x > 0 && x + needed - kEntryGap > width) {
            ++rows;
            x = 0;
        }
        x += needed;
    }
    return rows;
}

void paint_legend(QPainter& p, const QRectF& where, const CanvasScene& scene) {
    const QFont font = theme::font(TextRole::Caption);
    const QFontMetricsF metrics(font);
    const double row = metrics.height() + 5;
    double x = where.x(), y = where.y() + row / 2;
    p.setFont(font);
    for (const LegendEntry& entry : legend_of(scene)) {
        const double needed = entry_width(entry, metrics);
        if (x > where.x() && x + needed - kEntryGap > where.right()) {
            x = where.x();
            y += row;
        }
        paint_mark(p, entry, x, y);
        p.setPen(theme::current().text_secondary);
        const double indent = needed - kEntryGap - metrics.horizontalAdvance(entry.text);
        p.drawText(QRectF(x + indent, y - row / 2, needed, row), Qt::AlignLeft | Qt::AlignVCenter, entry.text);
        x += needed;
    }
}

void paint_empty(QPainter& p, const QRectF& area, const QString& title, const QString& hint) {
    const Theme& t = theme::current();
    const QPointF middle = area.center() - QPointF(0, 34);
    const auto card = [&](double x, double y, double w, const QColor& bar, bool dashed) {
        const QRectF r(middle.x() + x, middle.y() + y, w, 20);
        QPen pen(t.border_strong, 1.2);
        if (dashed) pen.setDashPattern({3, 3});
        p.setPen(pen);
        p.setBrush(t.raised);
        p.drawRoundedRect(r, 5, 5);
        if (dashed) return;
        p.setPen(Qt::NoPen);
        p.setBrush(bar);
        p.drawRoundedRect(QRectF(r.x() + 6, r.y() + 6, 3, 8), 1.5, 1.5);
        p.setBrush(t.border);
        p.drawRoundedRect(QRectF(r.x() + 14, r.y() + 8.5, w - 24, 3), 1.5, 1.5);
    };
    p.setPen(QPen(t.border_strong, 1.5));
    p.setBrush(Qt::NoBrush);
    QPainterPath path(middle + QPointF(-28, -38));
    path.cubicTo(middle + QPointF(-14, -38), middle + QPointF(-18, -8), middle + QPointF(0, -8));
    path.moveTo(middle + QPointF(-28, -8));
    path.lineTo(middle + QPointF(0, -8));
    p.drawPath(path);
    card(-84, -48, 56, t.step_class[0], false);
    card(-84, -18, 56, t.step_class[2], false);
    card(0, -18, 64, t.step_class[3], false);
    card(78, -18, 40, t.ghost, true);

    p.setFont(theme::font(TextRole::Title));
    p.setPen(t.text);
    const QRectF head(area.x() + 24, middle.y() + 28, area.width() - 48, 26);
    p.drawText(head, Qt::AlignHCenter | Qt::AlignTop, title);
    p.setFont(theme::font(TextRole::Body));
    p.setPen(t.text_secondary);
    const double width = std::min(420.0, area.width() - 48);
    p.drawText(QRectF(area.center().x() - width / 2, head.bottom() + 4, width, 80), Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, hint);
}

}  // namespace reasonscope::ui
