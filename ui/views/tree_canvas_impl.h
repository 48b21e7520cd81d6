#pragma once
// The inside of TreeCanvas: what is drawn, where it looks, and how both move. Included by its own source files alone.

#include <QImage>
#include <QPointer>
#include <QVariantAnimation>
#include <array>

#include "ui/views/canvas_bar.h"
#include "ui/views/canvas_camera.h"
#include "ui/views/canvas_fold.h"
#include "ui/views/canvas_overview.h"
#include "ui/views/canvas_paint.h"
#include "ui/views/canvas_search.h"
#include "ui/views/canvas_tools.h"
#include "ui/views/canvas_words.h"
#include "ui/views/paint_turns.h"
#include "ui/views/step_matrix.h"
#include "ui/views/tree_canvas.h"

namespace reasonscope::ui {

inline constexpr int kGlideMs = 260;
inline constexpr int kMostAnimated = 5000;  // cards; beyond, a jump is kinder than a stutter
inline constexpr double kPickDistance = 6;  // pixels around an edge
inline constexpr double kLeastPick = 0.15;  // zoom below which edges are too dense to be picked
inline constexpr double kMinimapWidth = 148, kMinimapHeight = 104;

struct TreeCanvas::Impl {
    explicit Impl(TreeCanvas* widget) : self(widget), own_selection(widget), selection(&own_selection), bar(new CanvasBar(widget)),
          tools(new CanvasTools(widget)), search(new CanvasSearch(widget)), matrix(new StepMatrixView(widget)), follow_button(make_follow_button(widget)), glide(widget), flight(widget) {}

    TreeCanvas* self;
    Selection own_selection;  // so that there always is one
    QPointer<Selection> selection;
    CanvasBar* bar;
    CanvasTools* tools;
    CanvasSearch* search;
    StepMatrixView* matrix;  // shown instead of the cards in Matrix mode
    QToolButton* follow_button;

    struct Sheet {  // one per mode
        CanvasScene scene;
        CanvasGraph whole;      // while chains are folded: the drawing as it was given
        std::set<int> opened;   // first steps of chains that the person opened
        Camera camera;
        bool touched = false;  // the person moved the view: leave it alone
        bool framed = false;   // camera was set for this drawing
    };
    std::array<Sheet, kCanvasModes> sheets;
    std::function<CanvasGraph(CanvasMode)> source;
    std::array<bool, kCanvasModes> stale{};  // the source has a newer drawing

    void pull(CanvasMode which) {
        if (!source || !std::exchange(stale[static_cast<std::size_t>(which)], false)) return;
        self->set_graph(which, source(which));
    }
    CanvasMode mode = CanvasMode::Decision;
    bool live = false, animated = true, minimap = true, compact = false;
    QString empty_title = QObject::tr("No run yet"), empty_hint = QObject::tr("Ask a question below, or pick one of the samples. The reasoning tree grows here while the model thinks.");

    // Cards gliding from where they were; the camera flying to where it shall be.
    QVariantAnimation glide, flight;
    std::vector<Rect> from_rects, now_rects;
    std::vector<float> presence;
    Camera flight_from, flight_to;

    // What is kept from frame to frame.
    QImage minimap_cards;
    std::uint64_t minimap_serial = 0;
    QString minimap_look;
    std::vector<char> kin;
    std::pair<std::uint64_t, int> kin_of{0, -1};  // drawing and node
    std::vector<int> matches;
    int match = -1;  // index into matches

    std::optional<std::uint64_t> current;  // key of the locked card
    int hovered = -1, hovered_link = -1;
    QPointF press, last;
    bool pressed = false, panning = false, on_minimap = false;

    Sheet& sheet() { return sheets[static_cast<std::size_t>(mode)]; }
    CanvasScene& scene() { return sheet().scene; }

    int tools_height() const { return tools->isHidden() ? 0 : tools->sizeHint().height(); }
    QRectF area() const {
        const double top = bar->sizeHint().height() + tools_height();
        return {0, top, static_cast<double>(self->width()), std::max(1.0, self->height() - top - legend_height())};
    }
    double legend_height() const {
        const auto& shown = sheets[static_cast<std::size_t>(mode)].scene;
        if (shown.empty() || mode == CanvasMode::Matrix) return 0;
        const QFontMetricsF metrics(theme::font(TextRole::Caption));
        return legend_rows(self->width() - 28.0, shown) * (metrics.height() + 5) + 12;
    }
    QRectF minimap_rect() const {
        const QRectF a = area();
        const double share = std::clamp(std::min(a.width() / 1000, a.height() / 560), 0.6, 1.0);  // a small canvas keeps its room
        return {a.right() - kMinimapWidth * share - 12, a.bottom() - kMinimapHeight * share - 12, kMinimapWidth * share, kMinimapHeight * share};
    }
    bool minimap_shown() {
        if (!minimap || mode == CanvasMode::Matrix || scene().empty() || self->width() < 420 || self->height() < 320) return false;
        const Rect seen = frame().visible(), &all = scene().bounds();
        return all.x < seen.x || all.y < seen.y || all.right() > seen.right() || all.bottom() > seen.bottom();
    }

    CanvasFrame frame() {
        CanvasFrame f;
        f.scene = &scene();
        f.rects = now_rects.size() == scene().rects().size() ? std::span<const Rect>(now_rects) : std::span<const Rect>(scene().rects());
        if (presence.size() == scene().rects().size()) f.presence = presence;
        f.area = area();
        f.camera = sheet().camera;
        f.current = current_index();
        f.hovered = hovered;
        f.hovered_link = hovered_link;
        f.keyboard_focus = self->hasFocus();
        if (const auto step = selection->step()) f.focus = scene().node_of(*step).value_or(-1);
        f.dim_others = selection->locked_step().has_value() && f.focus >= 0;
        f.least_weight = tools->least_weight();
        f.most_sources = tools->most_sources();
        f.matches = matches;
        if (match >= 0) f.match = matches[static_cast<std::size_t>(match)];
        if (tools->focus_mode() && f.focus >= 0) f.kin = kin_around(f);
        return f;
    }

    std::span<const char> kin_around(const CanvasFrame& f) {
        if (const std::pair now{scene().serial(), f.focus}; now != kin_of) {
            kin = scene().kin_of(f.focus, [&f](const Link& link) { return f.shows(link); });
            kin_of = now;
        }
        return kin;
    }
    void forget_kin() { kin_of = {0, -1}; }

    const QImage& minimap_image() {
        const QSizeF size = minimap_rect().size() - QSizeF(2 * kMinimapMargin, 2 * kMinimapMargin);
        const QString look = QStringLiteral("%1 %2 %3 %4").arg(size.width()).arg(size.height()).arg(self->devicePixelRatioF()).arg(theme::current().dark);
        if (minimap_serial != scene().serial() || look != minimap_look) {
            minimap_cards = minimap_picture(scene(), size, self->devicePixelRatioF());
            minimap_serial = scene().serial();
            minimap_look = look;
        }
        return minimap_cards;
    }

    // Chains.

    CanvasScene scene_of(CanvasMode which, CanvasGraph graph) {
        Sheet& target = sheets[static_cast<std::size_t>(which)];
        target.whole = {};
        if (!tools->folded()) return {which, std::move(graph)};
        target.whole = std::move(graph);
        return {which, fold_chains(which, target.whole, target.opened)};
    }
    void set_folded(bool folded) {
        for (std::size_t i = 0; i < sheets.size(); ++i) {
            Sheet& target = sheets[i];
            target.opened.clear();
            if (target.scene.empty()) continue;
            show_again(static_cast<CanvasMode>(i), folded ? target.scene.graph() : std::move(target.whole));
        }
    }
    void open_chain(StepId first) {
        sheet().opened.insert(first.value);
        CanvasGraph whole = std::move(sheet().whole);
        show_again(mode, std::move(whole));
    }
    void show_again(CanvasMode which, CanvasGraph graph) { self->set_graph(which, std::move(graph)); }

    // Search.

    void find(const QString& words) {
        matches.clear();
        match = -1;
        if (mode == CanvasMode::Matrix) matrix->find(words);
        else matches = find_steps(scene().graph(), words);
        if (!matches.empty()) show_match(0);
        tell_matches();
        self->update();
    }
    /// The same search in another drawing; the view stays.
    void refresh_matches() {
        if (!search->isVisible()) return;
        matches.clear();
        match = -1;
        if (mode == CanvasMode::Matrix) matrix->find(search->words());
        else matches = find_steps(scene().graph(), search->words());
        if (const int now = current_index(); now >= 0) {
            const auto at = std::find(matches.begin(), matches.end(), now);
            if (at != matches.end()) match = static_cast<int>(at - matches.begin());
        }
        tell_matches();
    }
    void tell_matches() {
        if (mode == CanvasMode::Matrix) search->show_count(matrix->match(), matrix->matches());
        else search->show_count(match, static_cast<int>(matches.size()));
    }
    void next_match(int by) {
        if (mode == CanvasMode::Matrix) matrix->next_match(by);
        else if (!matches.empty()) show_match((match + by + static_cast<int>(matches.size())) % static_cast<int>(matches.size()));
        tell_matches();
    }
    void show_match(int index) {
        match = index;
        const int node = matches[static_cast<std::size_t>(index)];
        if (sheet().camera.scale < 0.3) sheet().camera = camera::zoomed(goal(), scene(), area(), 1 / goal().scale, area().center());
        select(node);
        self->update();
    }

    int current_index() { return current ? scene().find_key(*current).value_or(-1) : -1; }

    void update_current() {
        const auto step = selection->locked_step();
        const int now = current_index();
        if (!step) {
            current.reset();
        } else if (now < 0 || scene().node(scene().anchor_of(now)).step != *step) {
            const auto node = scene().node_of(*step);
            current = node ? std::optional(scene().key(*node)) : std::nullopt;
        }
        const int index = current_index();
        self->setAccessibleDescription(index < 0 ? QString() : spoken_node(scene(), index));
        repaint();
    }

    /// A card of the run on show is picked; one of another branch shows that one.
    void click(int index) {
        if (index < 0 || index >= scene().size()) return;
        const CanvasNode node = scene().node(index);
        if (node.run) return activate(index);
        pick(index);
        if (node.kind != CanvasNodeKind::Ghost) return;
        const QRectF card = frame().to_pixels(scene().rect(scene().find_key(scene().key(index)).value_or(index)));
        emit self->ghost_clicked(node.at, node.token_id, self->mapToGlobal(card.bottomLeft().toPoint()));
    }

    /// Through the runs that part at the current card, or at the one that its limb hangs on.
    void walk(int by, bool around) {
        const int now = current_index(), head = scene().head_of(now), at = head < 0 ? now : scene().node(head).parent;
        const Fork* fork = at < 0 ? nullptr : scene().fork_at(at);
        if (fork == nullptr) return;
        const int count = static_cast<int>(fork->runs.size());
        const RunId own = head < 0 ? fork->runs[static_cast<std::size_t>(fork->own)] : *scene().node(head).run;
        int to = static_cast<int>(std::find(fork->runs.begin(), fork->runs.end(), own) - fork->runs.begin()) + by;
        if (around) to = (to + count) % count;
        if (to < 0 || to >= count) return;
        const RunId wanted = fork->runs[static_cast<std::size_t>(to)];
        for (const int other : fork->heads)
            if (scene().node(other).run == wanted) return emit self->run_activated(wanted, scene().node(other).step);
        if (scene().node(at).run) emit self->run_activated(wanted, scene().node(at).step);
        else select(at);
    }

    void pick(int index) {
        if (index < 0 || index >= scene().size()) return;
        if (scene().node(index).run) return select(index);
        if (!scene().node(index).folded.empty()) {
            const StepId first = scene().node(index).step;
            open_chain(first);
            index = scene().node_of(first).value_or(-1);
        }
        select(index);
    }

    void select(int index) {
        if (index < 0) return;
        const CanvasNode& node = scene().node(index);
        current = scene().key(index);
        if (node.run) {  // the cursor stands in another branch, the selection where that left this one
            const int anchor = scene().anchor_of(index);
            if (!scene().node(anchor).run) selection->lock(scene().node(anchor).step);
            update_current();
            return reveal(index);
        }
        const bool ghost = node.kind == CanvasNodeKind::Ghost;
        selection->lock(node.step, ghost ? std::optional(node.at) : std::nullopt);
        update_current();
        reveal(index);
    }

    void reveal(int index) {
        Camera wanted = camera::showing(goal(), area(), scene().rect(index));
        const double far = area().height() / wanted.scale / 2;
        if (std::abs(wanted.origin.y - goal().origin.y) > far)  // a jump, not a scroll: what is around should be seen
            wanted.origin.y = scene().rect(index).center().y - area().height() / wanted.scale / 2;
        wanted = camera::clamped(wanted, scene(), area());
        if (wanted == goal()) return;
        touch();
        fly(wanted);
    }

    Camera goal() { return flight.state() == QAbstractAnimation::Running ? flight_to : sheet().camera; }

    void fly(const Camera& to, bool smooth = true) {
        flight.stop();
        if (!smooth || !animated || !self->isVisible()) {
            set_camera(to);
            return;
        }
        flight_from = sheet().camera;
        flight_to = to;
        flight.start();
    }

    void set_camera(const Camera& camera) {
        sheet().camera = camera;
        bar->show_zoom(camera.scale);
        repaint();
    }

    /// The person moved the view: it is theirs from now on.
    void touch() {
        sheet().touched = true;
        update_follow();
    }
    void update_follow() {
        follow_button->setVisible(live && sheet().touched && !scene().empty());
        place_controls();
    }

    void frame_view(bool smooth) {
        if (scene().empty() || self->width() < 60) return;
        fly(live ? camera::follow(scene(), area()) : camera::home(scene(), area()), smooth && sheet().framed);
        sheet().framed = true;
    }

    void show_tools(bool wanted) {
        tools->setVisible(!compact || wanted);
        place_controls();
        if (!sheet().touched) frame_view(false);
        self->update();
    }

    void place_controls() {
        const int row = bar->sizeHint().height();
        bar->setGeometry(0, 0, self->width(), row);
        tools->setGeometry(0, row, self->width(), tools->sizeHint().height());
        const int top = row + tools_height();
        matrix->setGeometry(0, top, self->width(), std::max(1, self->height() - top));
        matrix->setVisible(mode == CanvasMode::Matrix && !matrix->graph().nodes.empty());
        const int wide = std::min(search->sizeHint().width(), self->width() - 16);
        search->setGeometry(self->width() - wide - 8, top + 6, wide, search->sizeHint().height());
        search->raise();
        follow_button->adjustSize();
        const QRectF a = area();
        follow_button->move(static_cast<int>(a.center().x() - follow_button->width() / 2.0),
                            static_cast<int>(a.bottom() - follow_button->height() - 14));
        follow_button->raise();
    }

    int link_at(QPointF position) {
        const CanvasFrame f = frame();
        if (!f.area.contains(position) || scene().empty() || f.camera.scale < kLeastPick) return -1;
        const Point p = f.to_scene(position);
        const double reach = kPickDistance / f.camera.scale;
        int best = -1;
        double nearest = reach;
        std::vector<int> near;
        for (const int node : scene().nodes_in(f.visible())) {
            const auto links = scene().links_of(node);
            near.insert(near.end(), links.begin(), links.end());
        }
        for (const int i : near) {
            const Link& link = scene().links()[static_cast<std::size_t>(i)];
            const bool shown = f.shows(link) && (link.in_tree || (f.focus >= 0 && link.to == f.focus));
            if (link.kind != LinkKind::Rests || !shown) continue;
            if (!bounds_of(scene().route(link, scene().rect(link.from), scene().rect(link.to))).grown(reach).contains(p)) continue;
            const double apart = distance(scene().route(link, scene().rect(link.from), scene().rect(link.to)), p);
            if (apart <= nearest) {
                nearest = apart;
                best = i;
            }
        }
        return best;
    }

    void point_at(QPointF position) {
        const int node = self->node_at(position);
        const int link = node < 0 ? link_at(position) : -1;
        if (node == hovered && link == hovered_link) return;
        hovered = node;
        hovered_link = link;
        self->setCursor(node >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
        if (node < 0 || scene().node(node).run) selection->hover({});
        else if (const CanvasNode& n = scene().node(node); n.kind == CanvasNodeKind::Ghost) selection->hover(n.step, n.at);
        else selection->hover(n.step);
        self->update();
    }

    void look_at_minimap(QPointF position) {
        const QRectF inner = minimap_rect().adjusted(kMinimapMargin, kMinimapMargin, -kMinimapMargin, -kMinimapMargin);
        const OverviewPlace place = minimap_place(scene().bounds(), inner);
        const QRectF a = area();
        Camera view = sheet().camera;
        view.origin = {(position.x() - place.corner.x()) / place.scale_x - a.width() / 2 / view.scale_x(),
                       (position.y() - place.corner.y()) / place.scale_y - a.height() / 2 / view.scale};
        touch();
        fly(camera::clamped(view, scene(), a), false);
    }

    void pan(QPointF pixels) {
        Camera view = goal();
        view.origin.x -= pixels.x() / view.scale_x();
        view.origin.y -= pixels.y() / view.scale;
        touch();
        fly(camera::clamped(view, scene(), area()), false);
    }

    void zoom_about(double factor, QPointF about) {
        touch();
        fly(camera::clamped(camera::zoomed(goal(), scene(), area(), factor, about), scene(), area()), false);
    }

    void activate(int index) {
        if (index < 0) return;
        const CanvasNode& node = scene().node(index);
        if (node.kind == CanvasNodeKind::More) emit self->limb_opened(*node.run);
        else if (node.run) emit self->run_activated(*node.run, node.step);
        else if (node.kind == CanvasNodeKind::Ghost) emit self->ghost_activated(node.at, node.token_id);
        else emit self->step_activated(node.step);
    }

    void show_progress(double t) {
        const auto& target = scene().rects();
        if (from_rects.size() != target.size()) return;
        now_rects.resize(target.size());
        presence.resize(target.size(), 1);
        for (std::size_t i = 0; i < target.size(); ++i) {
            const bool fresh = from_rects[i].empty();
            now_rects[i] = fresh ? target[i] : mix(from_rects[i], target[i], t);
            presence[i] = fresh ? static_cast<float>(t) : 1.0F;
        }
        repaint();
    }

    /// While the drawing moves by itself, other views grow with it; what the person moves is painted at once.
    void repaint() {
        if (live && !sheet().touched) paint_in_turn(*self);
        else self->update();
    }

    void land() {
        glide.stop();
        from_rects.clear();
        now_rects.clear();
        presence.clear();
    }
};

}  // namespace reasonscope::ui
