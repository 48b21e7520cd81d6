#include "ui/views/canvas_paint.h"

#include <QObject>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "ui/geometry/level_of_detail.h"
#include "ui/views/canvas_marks.h"
#include "ui/views/claim_mark.h"
#include "ui/views/canvas_overview.h"
#include "ui/views/labels.h"

namespace reasonscope::ui {
namespace {

constexpr double kFaded = 0.32;
constexpr double kCardHeight = 72;   // of every layout
constexpr double kLeastSpan = 14;    // pixels; a shorter edge is lost between the specks
constexpr int kMostArcs = 160;
constexpr double kFarStrength = 0.5;
constexpr double kAbandoned = 0.5;  // opacity of steps that the answer does not rest on
constexpr double kLimb = 0.74;      // of cards of other runs
constexpr double kEntropyScale = 2.0;  // nats that read as "very uncertain" on a card

QColor with_alpha(QColor color, double alpha) {
    color.setAlphaF(static_cast<float>(color.alphaF() * alpha));
    return color;
}

/// Text keeps a readable size while cards shrink.
QFont card_font(TextRole role, double scale, double least_px) {
    QFont font = theme::font(role);
    const double px = font.pointSizeF() * 96 / 72 * scale;
    font.setPixelSize(std::max(1, static_cast<int>(std::lround(std::max(least_px, px)))));
    return font;
}

class ScenePainter {
public:
    ScenePainter(QPainter& painter, const CanvasFrame& frame) : p_(painter), f_(frame), scene_(*frame.scene), t_(theme::current()) {
        if (f_.focus < 0) return;
        dims_ = f_.dim_others || !f_.kin.empty();
        if (dims_) lit_.assign(static_cast<std::size_t>(scene_.size()), 0);
        if (!f_.kin.empty()) std::copy(f_.kin.begin(), f_.kin.end(), lit_.begin());
        if (dims_) lit_[static_cast<std::size_t>(f_.focus)] = 1;
        for (const int i : scene_.links_of(f_.focus)) {
            const Link& l = link(i);
            const bool source = l.kind == LinkKind::Rests && l.to == f_.focus && f_.shows(l), ghost = l.kind == LinkKind::Ghost && l.from == f_.focus;
            if (source) sources_.push_back(l.from);
            if (dims_ && source) lit_[static_cast<std::size_t>(l.from)] = 1;
            if (dims_ && ghost) lit_[static_cast<std::size_t>(l.to)] = 1;
        }
        if (dims_)  // what belongs to the step says nothing about other runs
            for (const int i : scene_.limb_nodes()) lit_[static_cast<std::size_t>(i)] = 1;
    }

    void paint() {
        paint_grid();
        paint_fact_panel();
        const Rect view = f_.visible();
        if (detail_of(kCardHeight * f_.camera.scale) == Detail::Speck) return paint_from_afar();
        const auto nodes = scene_.nodes_in(view.grown(160));  // cards on their way in are near their place
        const auto links = links_at(nodes);
        for (const int i : links)
            if (!is_focused(i)) paint_link(i, false, 1);
        for (const int i : links)
            if (is_focused(i)) paint_link(i, true, 1);
        for (const int i : nodes) {  // over the links, so that none crosses a card's words
            if (scene_.node(i).kind == CanvasNodeKind::Ghost) paint_ghost(i);
            else if (scene_.node(i).kind == CanvasNodeKind::Branch) paint_head(i);
            else paint_card(i, detail_of(rect(i).height * f_.camera.scale));
            if (std::binary_search(f_.matches.begin(), f_.matches.end(), i)) paint_match(i);
        }
        for (const int i : links)
            if (is_focused(i)) paint_weight(i);
    }

private:
    [[nodiscard]] const Link& link(int i) const { return scene_.links()[static_cast<std::size_t>(i)]; }
    [[nodiscard]] const Rect& rect(int i) const { return f_.rects[static_cast<std::size_t>(i)]; }
    [[nodiscard]] bool lit(int i) const { return !dims_ || lit_[static_cast<std::size_t>(i)] != 0; }
    [[nodiscard]] bool is_source(int i) const { return std::find(sources_.begin(), sources_.end(), i) != sources_.end(); }
    [[nodiscard]] double presence(int i) const { return f_.presence.empty() ? 1.0 : f_.presence[static_cast<std::size_t>(i)]; }
    [[nodiscard]] bool is_focused(int i) const {
        return i == f_.hovered_link || (f_.focus >= 0 && link(i).kind == LinkKind::Rests && link(i).to == f_.focus);
    }

    /// Links with an end among the nodes; what only passes by would say nothing.
    [[nodiscard]] std::vector<int> links_at(const std::vector<int>& nodes) const {
        std::vector<int> found;
        for (const int node : nodes)
            for (const int i : scene_.links_of(node))
                if (f_.shows(link(i)) && (link(i).in_tree || is_focused(i))) found.push_back(i);
        std::sort(found.begin(), found.end());
        found.erase(std::unique(found.begin(), found.end()), found.end());
        return found;
    }

    /// Cards under 11 px: densities instead of cards, the strongest edges instead of all.
    void paint_from_afar() {
        const OverviewPlace place{f_.camera.scale_x(), f_.camera.scale, f_.to_pixels(Point{0, 0})};
        const Rect view = f_.visible();
        int left = kMostArcs;
        for (const auto& [i, dx, dy] : scene_.far_links()) {
            if (left == 0) break;
            if (std::max(dy * f_.camera.scale, dx * f_.camera.scale_x()) < kLeastSpan) continue;
            const Link& l = link(i);
            if (!f_.shows(l) || is_focused(i) || !(rect(l.from).meets(view) || rect(l.to).meets(view))) continue;
            paint_link(i, false, kFarStrength);
            --left;
        }
        int limbs = kMostArcs;
        for (const int i : scene_.limb_links()) {
            if (limbs == 0) break;
            if (!(rect(link(i).from).meets(view) || rect(link(i).to).meets(view))) continue;
            paint_link(i, false, 1);
            --limbs;
        }
        paint_density(p_, scene_, place, f_.area, dims_ ? kFaded : 1);
        if (dims_) {
            std::vector<int> lit;
            for (int i = 0; i < scene_.size(); ++i)
                if (lit_[static_cast<std::size_t>(i)] != 0) lit.push_back(i);
            paint_specks(p_, scene_, place, f_.area, lit);
        }
        paint_specks(p_, scene_, place, f_.area, f_.matches, &t_.warning);
        if (f_.focus < 0) return;
        int most = kMostArcs;
        for (const int i : scene_.links_of(f_.focus))
            if (is_focused(i) && f_.shows(link(i)) && most-- > 0) paint_link(i, true, 1);
        const QRectF here = f_.to_pixels(rect(f_.focus));
        p_.setPen(QPen(t_.accent, 2));
        p_.setBrush(Qt::NoBrush);
        p_.drawRoundedRect(here.adjusted(-3, -3, 3, 3), 3, 3);
    }

    void paint_match(int i) {
        const QRectF r = f_.to_pixels(rect(i)).adjusted(-3.5, -3.5, 3.5, 3.5);
        p_.setPen(QPen(t_.warning, i == f_.match ? 3.5 : 2));
        p_.setBrush(Qt::NoBrush);
        p_.drawRoundedRect(r, 9, 9);
    }

    void paint_grid() {
        double pitch = 24 * f_.camera.scale;
        while (pitch < 16) pitch *= 2;
        const double x0 = f_.area.x() - std::fmod(f_.camera.origin.x * f_.camera.scale, pitch);
        const double y0 = f_.area.y() - std::fmod(f_.camera.origin.y * f_.camera.scale, pitch);
        p_.setPen(QPen(t_.grid, 2));
        p_.setRenderHint(QPainter::Antialiasing, false);
        std::vector<QPointF> points;
        for (double y = y0; y < f_.area.bottom(); y += pitch)
            for (double x = x0; x < f_.area.right(); x += pitch) points.emplace_back(x, y);
        p_.drawPoints(points.data(), static_cast<int>(points.size()));
        p_.setRenderHint(QPainter::Antialiasing);
    }

    void paint_fact_panel() {
        if (scene_.fact_panel().empty()) return;
        const QRectF panel = f_.to_pixels(scene_.fact_panel());
        if (!panel.intersects(f_.area)) return;
        QColor fill = t_.surface;
        fill.setAlphaF(t_.dark ? 0.55F : 0.75F);
        p_.setPen(QPen(t_.border, 1));
        p_.setBrush(fill);
        p_.drawRoundedRect(panel, 12 * f_.camera.scale, 12 * f_.camera.scale);
        if (f_.camera.scale < 0.35) return;
        p_.setPen(t_.text_secondary);
        p_.setFont(card_font(TextRole::Caption, f_.camera.scale, 8));
        const QRectF head(panel.x() + 12 * f_.camera.scale, panel.y() + 2, panel.width() - 16 * f_.camera.scale, 24 * f_.camera.scale);
        p_.drawText(head, Qt::AlignLeft | Qt::AlignVCenter, QObject::tr("What the prompt says"));
    }

    QPainterPath curve_path(const Link& l) const {
        const Cubic c = scene_.route(l, rect(l.from), rect(l.to));
        QPainterPath path(f_.to_pixels(c.from));
        path.cubicTo(f_.to_pixels(c.control1), f_.to_pixels(c.control2), f_.to_pixels(c.to));
        return path;
    }

    void paint_link(int i, bool focused, double strength_from_afar) {
        const Link& l = link(i);
        const double zoom = std::clamp(f_.camera.scale, 0.3, 1.5);
        double alpha = std::min(presence(l.from), presence(l.to)) * strength_from_afar;
        const bool kin = !f_.kin.empty() && lit(l.from) && lit(l.to);
        if (!(lit(l.from) && lit(l.to)) || (f_.dim_others && !kin && l.kind == LinkKind::Rests && !focused)) alpha *= kFaded;
        p_.setBrush(Qt::NoBrush);
        if (l.kind != LinkKind::Rests) {
            const QColor color = l.kind == LinkKind::Ghost ? t_.ghost : l.kind == LinkKind::Limb ? t_.accent : t_.border_strong;
            if (scene_.node(l.to).run) alpha *= kLimb;
            QPen pen(with_alpha(color, alpha), (l.kind == LinkKind::Ghost ? 1.3 : 2) * zoom);
            if (l.kind == LinkKind::Ghost) pen.setDashPattern({3.5, 3});
            p_.setPen(pen);
            p_.drawPath(curve_path(l));
            return;
        }
        const Evidence grade = l.evidence >= 0 ? scene_.graph().edges[static_cast<std::size_t>(l.evidence)].grade : Evidence::Observed;
        const bool tested = grade == Evidence::Tested;
        const QColor color = focused ? t_.accent : tested ? t_.edge_tested : t_.edge;
        const double width = line_width(l.weight) * zoom;
        const double strength = focused ? 0.95 : 0.38 + 0.4 * std::clamp(static_cast<double>(l.weight), 0.0, 1.0);
        const QPainterPath path = curve_path(l);
        QPen pen(with_alpha(color, alpha * strength), tested ? width + 2.4 : width);
        pen.setCapStyle(Qt::FlatCap);
        if (grade == Evidence::Labelled) pen.setDashPattern({1.2, 0.8});  // somebody's word: not a solid line
        p_.setPen(pen);
        p_.drawPath(path);
        if (tested) {  // a double line
            p_.setPen(QPen(t_.canvas, std::max(1.0, width * 0.5)));
            p_.drawPath(path);
        }
    }

    void paint_weight(int i) {
        const Link& l = link(i);
        if (l.kind != LinkKind::Rests || f_.camera.scale < 0.4) return;
        const Cubic c = scene_.route(l, rect(l.from), rect(l.to));
        const QPointF middle = f_.to_pixels(point_on(c, 0.5));
        const QFont font = card_font(TextRole::Caption, f_.camera.scale, 9.5);
        const QString text = QString::number(l.weight, 'f', 2);
        const QFontMetricsF metrics(font);
        QRectF pill(0, 0, metrics.horizontalAdvance(text) + 10, metrics.height() + 3);
        pill.moveCenter(middle);
        p_.setPen(QPen(t_.accent, 1));
        p_.setBrush(t_.raised);
        p_.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2);
        p_.setPen(t_.text);
        p_.setFont(font);
        p_.drawText(pill, Qt::AlignCenter, text);
    }

    QColor outline_of(int i) const {
        if (i == f_.current || (i == f_.focus && f_.dim_others)) return t_.accent;
        if (i == f_.hovered) return t_.text_faint;
        if (is_source(i)) return t_.accent;
        return t_.border_strong;
    }

    void paint_card(int i, Detail detail) {
        const CanvasNode& node = scene_.node(i);
        const QRectF r = f_.to_pixels(rect(i));
        const double s = f_.camera.scale;
        const double radius = std::min(space::card_radius * s, r.height() / 3);
        const bool muted = node.abandoned && i != f_.current && i != f_.focus;
        p_.setOpacity(presence(i) * (lit(i) ? (muted ? kAbandoned : node.run && i != f_.current && i != f_.hovered ? kLimb : 1) : kFaded));

        if (detail == Detail::Full && !t_.dark) {
            p_.setPen(Qt::NoPen);
            p_.setBrush(t_.shadow);
            p_.drawRoundedRect(r.translated(0, 1.5 * s), radius, radius);
        }
        const QColor color = theme::step_class_color(node.step_class);
        if (!node.folded.empty()) {  // a stack of cards
            p_.setPen(QPen(t_.border_strong, 1));
            p_.setBrush(t_.raised);
            for (const double off : {6.0, 3.0}) p_.drawRoundedRect(r.translated(off * s, off * s), radius, radius);
        }
        QPainterPath shape;
        shape.addRoundedRect(r, radius, radius);
        // The class colour along the left side and the card's own in one fill: a clip would cost more than the card.
        const double bar = std::max(3.0, 4 * s) / r.width();
        QLinearGradient fill(r.topLeft(), r.topRight());
        fill.setColorAt(0, color);
        fill.setColorAt(bar, color);
        fill.setColorAt(std::min(1.0, bar + 1e-4), detail == Detail::Block ? theme::step_class_soft_color(node.step_class) : t_.raised);
        p_.fillPath(shape, fill);
        const bool strong = i == f_.current || i == f_.focus || is_source(i);
        p_.setBrush(Qt::NoBrush);
        p_.setPen(QPen(outline_of(i), strong && i == f_.current ? 2 : strong ? 1.5 : 1));
        p_.drawPath(shape);
        if (i == f_.current && f_.keyboard_focus) {
            p_.setPen(QPen(with_alpha(t_.accent, 0.35), 3));
            p_.drawRoundedRect(r.adjusted(-2.5, -2.5, 2.5, 2.5), radius + 2.5, radius + 2.5);
        }
        paint_words(node, r, detail, s);
        if (node.tested && detail != Detail::Block) paint_importance(p_, r, *node.tested, s);
        paint_difference(p_, r, node.difference, s);
        p_.setOpacity(1);
        paint_fork(i, r, s);
        if (detail != Detail::Full && node.marks != 0) paint_marks(p_, r.topRight() - QPointF(8 * s, 0), std::clamp(r.height() / 2, 6.0, 11.0), node.marks);
    }

    void paint_fork(int i, const QRectF& r, double s) {
        const Fork* fork = scene_.fork_at(i);
        if (fork == nullptr || r.height() < 20) return;
        paint_place(p_, r, QStringLiteral("‹ %1/%2 ›").arg(fork->own + 1).arg(fork->runs.size()), card_font(TextRole::Caption, s, 9));
    }

    /// What made the other run: its number, what was changed, its answer.
    void paint_head(int i) {
        const CanvasNode& node = scene_.node(i);
        const QRectF r = f_.to_pixels(rect(i));
        const double s = f_.camera.scale, radius = std::min(space::card_radius * s, r.height() / 3);
        p_.setOpacity(presence(i));
        p_.setPen(QPen(i == f_.current || i == f_.hovered ? t_.accent : with_alpha(t_.accent, 0.55), i == f_.current ? 2 : 1.2));
        p_.setBrush(t_.selected);
        p_.drawRoundedRect(r, radius, radius);
        const QFont small = card_font(TextRole::Caption, s, 9.5), words = card_font(TextRole::Body, s, 10.5);
        QFont bold = small;
        bold.setWeight(QFont::DemiBold);
        const QRectF inner = r.adjusted(10 * s, 4 * s, -10 * s, -3 * s);
        const QString run = QObject::tr("Run %1").arg(node.run->value);
        p_.setPen(t_.text);
        if (r.height() < 30) {
            draw_line(p_, inner, Qt::AlignLeft | Qt::AlignVCenter, node.note.isEmpty() ? run : QStringLiteral("%1 → %2").arg(run, node.note), bold);
        } else {
            const double line = QFontMetricsF(small).height();
            const double marks = paint_marks(p_, inner.topRight() + QPointF(0, 1), line - 2, node.marks);
            const QRectF head(inner.x(), inner.y(), inner.width() - marks - 4, line);
            draw_line(p_, head, Qt::AlignLeft | Qt::AlignVCenter, run, bold);
            if (!node.note.isEmpty()) {
                const double used = QFontMetricsF(bold).horizontalAdvance(run) + 8 * s;
                draw_line(p_, head.adjusted(used, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("→ ") + node.note, bold);
            }
            p_.setPen(t_.text_secondary);
            draw_wrapped(p_, QRectF(inner.x(), head.bottom() + 2 * s, inner.width(), inner.bottom() - head.bottom() - 2 * s + 1), node.text, words, 2);
        }
        p_.setOpacity(1);
    }

    void paint_words(const CanvasNode& node, const QRectF& r, Detail detail, double s) {
        const double left = r.x() + std::max(7.0, 14 * s), right = r.right() - std::max(4.0, 10 * s);
        const QString number = node.folded.empty() ? step_number(node.step) : step_number(node.folded.front()) + QStringLiteral("–") + QString::number(node.folded.back().value);
        if (detail == Detail::Block) {
            p_.setPen(t_.text);
            draw_line(p_, QRectF(left, r.y(), right - left, r.height()), Qt::AlignVCenter | Qt::AlignLeft, number, card_font(TextRole::Caption, s, std::min(10.0, r.height() - 2)));
            return;
        }
        const QFont small = card_font(TextRole::Caption, s, 9.5), words = card_font(TextRole::Body, s, 10.5);
        double top = r.y() + std::max(2.0, (detail == Detail::Full ? 7 : 3) * s);
        double text_left = left;
        if (detail == Detail::Full) {
            const QFontMetricsF metrics(small);
            QFont bold = small;
            bold.setWeight(QFont::DemiBold);
            const QRectF head(left, top, right - left, metrics.height());
            const double number_width = QFontMetricsF(bold).horizontalAdvance(number) + 7 * s;
            const double marks = paint_marks(p_, head.topRight() + QPointF(0, 1), head.height() - 2, node.marks);
            const double hint_width = marks + paint_certainty(node, head.adjusted(0, 0, -marks, 0), small, s);
            p_.setPen(t_.text);
            draw_line(p_, head, Qt::AlignLeft | Qt::AlignVCenter, number, bold);
            p_.setPen(t_.text_secondary);
            const QString kind = node.kind == CanvasNodeKind::More ? QObject::tr("%1 more steps").arg(node.folded.size())
                                 : !node.folded.empty() ? QObject::tr("%1 × %2").arg(node.folded.size()).arg(theme::step_class_label(node.step_class))
                                 : node.kind == CanvasNodeKind::Answer && node.step_class == kUnknownStepClass
                                     ? QObject::tr("Answer")
                                     : theme::step_class_label(node.step_class);
            const QRectF label = head.adjusted(number_width, 0, -hint_width, 0);
            draw_line(p_, label, Qt::AlignLeft | Qt::AlignVCenter, kind, small);
            paint_claims(node, label, metrics.horizontalAdvance(kind) + 7 * s, small);
            top += metrics.height() + 2 * s;
        } else {
            QFont bold = small;
            bold.setWeight(QFont::DemiBold);
            p_.setPen(t_.text_secondary);
            const double number_width = QFontMetricsF(bold).horizontalAdvance(number) + 5;
            const bool one_line = r.bottom() - top < 2 * QFontMetricsF(words).lineSpacing();
            const double line = QFontMetricsF(words).lineSpacing();
            if (one_line) top = r.center().y() - line / 2;
            draw_line(p_, QRectF(left, top, number_width, line), Qt::AlignLeft | Qt::AlignVCenter, number, bold);
            text_left += number_width;
        }
        p_.setPen(t_.text);
        draw_wrapped(p_, QRectF(text_left, top, right - text_left, r.bottom() - top + 1), node.text, words, 2);
    }

    /// Behind the step's kind: the sign alone, with its words when a sum is wrong and there is room.
    void paint_claims(const CanvasNode& node, const QRectF& label, double from, const QFont& font) {
        const double side = label.height() * 0.82;
        if (node.claims == ClaimState::None || !node.folded.empty() || from + side > label.width()) return;
        const QRectF box(label.x() + from, label.center().y() - side / 2, side, side);
        paint_claim_mark(p_, box, node.claims);
        const QString words = claim_words(node.claims);
        if (node.claims != ClaimState::Wrong || box.right() + 4 + QFontMetricsF(font).horizontalAdvance(words) > label.right()) return;
        p_.setPen(claim_color(node.claims));
        draw_line(p_, QRectF(box.right() + 4, label.y(), label.right() - box.right() - 4, label.height()), Qt::AlignLeft | Qt::AlignVCenter, words, font);
    }

    /// The mean probability, right-aligned in the header, and before it how undecided the model was, where it was; returns the width used.
    double paint_certainty(const CanvasNode& node, const QRectF& head, const QFont& font, double s) {
        if (node.probability < 0) return 0;
        const QString text = percent_text(node.probability);
        const double width = QFontMetricsF(font).horizontalAdvance(text);
        const bool undecided = node.entropy >= kUndecided;
        p_.setPen(undecided ? t_.text_secondary : t_.text_faint);
        draw_line(p_, head, Qt::AlignRight | Qt::AlignVCenter, text, font);
        double used = width + 8 * s;
        if (undecided && head.width() > 150 * s) {
            const QRectF meter(head.right() - width - 34 * s, head.center().y() - 2 * s, 28 * s, 4 * s);
            const double fill = std::clamp(node.entropy / kEntropyScale, 0.0, 1.0);
            p_.setPen(Qt::NoPen);
            p_.setBrush(t_.border);
            p_.drawRoundedRect(meter, 2 * s, 2 * s);
            p_.setBrush(t_.entropy);
            p_.drawRoundedRect(QRectF(meter.x(), meter.y(), std::max(3 * s, meter.width() * fill), meter.height()), 2 * s, 2 * s);
            used += 36 * s;
        }
        return used;
    }

    void paint_ghost(int i) {
        const CanvasNode& node = scene_.node(i);
        const QRectF r = f_.to_pixels(rect(i));
        const double s = f_.camera.scale;
        p_.setOpacity(presence(i) * (lit(i) ? 1 : kFaded));
        QPen pen(i == f_.current || i == f_.hovered ? t_.accent : t_.ghost, 1.2);
        pen.setDashPattern({3.5, 3});
        p_.setPen(pen);
        p_.setBrush(t_.canvas);
        const double radius = std::min(r.height() / 2, 10 * s);
        p_.drawRoundedRect(r, radius, radius);
        if (r.height() >= 11) {
            const QFont words = card_font(TextRole::Fixed, s, 9), small = card_font(TextRole::Caption, s, 9);
            const QRectF inner = r.adjusted(10 * s, 0, -9 * s, 0);
            const QString share = percent_text(node.probability);
            const double share_width = QFontMetricsF(small).horizontalAdvance(share) + 6 * s;
            p_.setPen(t_.text_secondary);
            draw_line(p_, inner, Qt::AlignRight | Qt::AlignVCenter, share, small);
            p_.setPen(t_.text);
            draw_line(p_, inner.adjusted(0, 0, -share_width, 0), Qt::AlignLeft | Qt::AlignVCenter, visible_text(node.text), words);
        }
        p_.setOpacity(1);
    }

    QPainter& p_;
    const CanvasFrame& f_;
    const CanvasScene& scene_;
    const Theme& t_;
    bool dims_ = false;      // something is less than fully lit
    std::vector<char> lit_;  // by node, where dims_
    std::vector<int> sources_;
};

}  // namespace

double line_width(float weight) { return 1.2 + 5.3 * std::clamp(static_cast<double>(weight), 0.0, 1.0); }

void paint_scene(QPainter& painter, const CanvasFrame& frame) { ScenePainter(painter, frame).paint(); }

}  // namespace reasonscope::ui
