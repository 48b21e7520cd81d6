#include "ui/panels/tree/tree_panel.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/jobs/stored_probes.h"
#include "ui/models/branch_family.h"
#include "ui/panels/common/crumbs.h"
#include "ui/panels/common/limb_graph.h"
#include "ui/panels/common/method_names.h"
#include "ui/panels/common/view_data.h"
#include "ui/panels/marks/mark_actions.h"
#include "ui/panels/common/widgets.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {
namespace {

// While a run is live the drawing is made anew at most this often, and never more than a sixth of the time.
constexpr int kLeastPauseMs = 60, kMostPauseMs = 600, kShareOfTime = 5;
constexpr int kApartMs = 10;  // never in the turn that brings new words to the other panels

}  // namespace

TreePanel::TreePanel(const PanelContext& context, QWidget* parent)
    : QWidget(parent),
      context_(context),
      canvas_(new TreeCanvas(this)),
      methods_(new SegmentedControl(tr("How edges were measured"), this)),
      hint_(new ElidedLabel(this)),
      back_(new QPushButton(this)),
      crumbs_(new CrumbBar(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    build_bar(column);
    column->addWidget(crumbs_);
    column->addWidget(canvas_, 1);

    canvas_->setAccessibleName(tr("Reasoning tree"));
    canvas_->setObjectName(QStringLiteral("canvas"));
    canvas_->attach(&context_.selection);
    canvas_->set_source([this](CanvasMode mode) { return drawing(mode); });
    later_.setSingleShot(true);
    connect(&later_, &QTimer::timeout, this, &TreePanel::redraw);
    canvas_->set_empty_text(tr("Ask something and watch it think"),
                            tr("Type a question above, or click a sample. Each sentence of the thinking becomes a card here; "
                               "click a card to see what it rests on."));

    connect(canvas_, &TreeCanvas::mode_changed, this, [this] {
        // A change that the panel did not make is the person's choice.
        mode_chosen_ = mode_chosen_ || !switching_;
        show_hint();
        ask_matrix();
    });
    connect(methods_, &SegmentedControl::chosen, this, [this](int index) {
        const std::string method = method_choices()[static_cast<std::size_t>(index)].method;
        if (!context_.document.has_method(method) && context_.document.run() && !explaining_) {
            explaining_ = true;
            context_.engine.explain(context_.document.run()->id, std::nullopt, method);
        }
        context_.document.set_method(method);
    });
    const auto explained = [this] {
        explaining_ = false;
        update_methods();
    };
    connect(&context_.engine, &Engine::explained, this, explained);
    connect(&context_.engine, &Engine::explain_failed, this, explained);
    connect(canvas_, &TreeCanvas::step_activated, this, [this](StepId step) {
        set_root(step);
        choose_mode(CanvasMode::Provenance);
    });
    connect(back_, &QPushButton::clicked, this, [this] { set_root(std::nullopt); });
    connect(&context_.document, &RunDocument::was_reset, this, [this] {
        root_.reset();
        matrix_of_.reset();  // another run, or the same with new weights
        matrix_.reset();
        if (!context_.document.run() || !limbs_ || limbs_->run != context_.document.run()->id) limbs_.reset();
        tested_.clear();
        redraw();
        refresh_family();
        ask_tested();
    });
    connect(&context_.engine, &Engine::probed, this, &TreePanel::ask_tested);
    connect(canvas_, &TreeCanvas::limb_opened, this, [this](RunId run) {
        opened_.insert(run);
        canvas_->refresh();
    });
    connect(&context_.engine, &Engine::runs_hidden, this, &TreePanel::refresh_family);
    connect(&context_.engine, &Engine::run_removed, this, &TreePanel::refresh_family);
    connect(&context_.selection, &Selection::hoisted_changed, this, [this] {
        canvas_->refresh();
        show_crumbs();
    });
    connect(crumbs_, &CrumbBar::chosen, &context_.selection, &Selection::hoist);
    connect(&context_.document, &RunDocument::steps_changed, this, &TreePanel::follow);
    connect(&context_.document, &RunDocument::live_changed, this, [this](bool live) {
        if (later_.isActive()) redraw();
        canvas_->set_live(live);
        if (live) {
            mode_chosen_ = false;
            show_mode(CanvasMode::Decision);
        } else if (!mode_chosen_ && !context_.document.edges().empty()) {
            show_mode(CanvasMode::Provenance);
        }
        update_methods();
    });
    show_mode(CanvasMode::Provenance);
    redraw();
}

void TreePanel::build_bar(QVBoxLayout* column) {
    for (const MethodChoice& choice : method_choices()) methods_->add(choice.label, choice.tooltip);

    back_->setProperty("chip", true);
    back_->setText(tr("Back to the answer"));
    back_->setToolTip(tr("Explain the answer again"));
    hint_->setFont(theme::font(TextRole::Strong));
    auto* from = caption(tr("Edges from"), this);
    from->setWordWrap(false);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(space::m, 0, space::m, space::xs);
    bar->setSpacing(space::s);
    bar->addWidget(hint_, 1);
    bar->addWidget(back_);
    bar->addWidget(from);
    bar->addWidget(methods_);
    column->addLayout(bar);
}

void TreePanel::choose_mode(CanvasMode mode) {
    mode_chosen_ = true;
    canvas_->set_mode(mode);
}

void TreePanel::show_mode(CanvasMode mode) {
    switching_ = true;
    canvas_->set_mode(mode);
    switching_ = false;
}

void TreePanel::set_root(std::optional<StepId> root) {
    if (root == context_.document.root()) root.reset();
    if (root_ == root) return;
    root_ = root;
    redraw();
}

CanvasGraph TreePanel::drawing(CanvasMode mode) const {
    CanvasGraph graph = plain_drawing(mode);
    add_tested(graph);
    if (!marks_.empty() && context_.document.run()) add_marks(graph, marks_, context_.document.run()->id);
    return graph;
}

void TreePanel::set_marks(std::vector<Mark> marks) {
    if (marks.empty() && marks_.empty()) return;
    marks_ = std::move(marks);
    canvas_->refresh();
}

CanvasGraph TreePanel::plain_drawing(CanvasMode mode) const {
    const RunDocument& document = context_.document;
    switch (mode) {
        case CanvasMode::Decision: {
            CanvasGraph graph = decision_graph(document);
            if (!limbs_ || !document.run() || limbs_->run != document.run()->id) return graph;
            if (const auto hoisted = context_.selection.hoisted()) hoist(graph, document, *limbs_, *hoisted);
            add_limbs(graph, document, *limbs_, opened_, context_.selection.hoisted());
            return graph;
        }
        case CanvasMode::Provenance: {
            const auto root = root_ ? root_ : document.root();
            return root ? provenance_graph(document, *root) : CanvasGraph{};
        }
        case CanvasMode::Chain: return chain_graph(document);
        case CanvasMode::Matrix: return matrix_graph(document, matrix_ ? &*matrix_ : nullptr);
    }
    return {};
}

void TreePanel::leave_hoist() {
    const auto hoisted = context_.selection.hoisted();
    if (!hoisted || context_.document.live()) return;
    const auto below = subtree_of(limbs_->branches, *hoisted);
    if (std::ranges::find(below, limbs_->run) == below.end()) context_.selection.hoist(std::nullopt);
}

void TreePanel::show_crumbs() {
    std::vector<RunId> line;
    const auto hoisted = context_.selection.hoisted();
    if (hoisted && limbs_) {
        line = {*hoisted};
        for (auto row = std::ranges::find(limbs_->branches, *hoisted, &BranchRow::run); row != limbs_->branches.end() && row->parent;) {
            line.insert(line.begin(), *row->parent);
            row = std::ranges::find(limbs_->branches, *row->parent, &BranchRow::run);
        }
    }
    crumbs_->show_line(line);
}

void TreePanel::refresh_family() {
    if (!context_.document.run()) return;
    const RunId run = context_.document.run()->id;
    context_.library.query<LimbTree>(
        QStringLiteral("limbs"), this, [run](const SessionReader& reader) { return read_limbs(reader, run); },
        [this, run](Result<LimbTree> limbs) {
            if (!limbs || !context_.document.run() || context_.document.run()->id != run) return;
            limbs_ = std::move(*limbs);
            leave_hoist();
            canvas_->refresh();
            show_hint();
            show_crumbs();
            emit family_shown();
        });
}

void TreePanel::add_tested(CanvasGraph& graph) const {
    if (tested_.empty()) return;
    for (CanvasNode& node : graph.nodes) {
        if (node.run || node.kind == CanvasNodeKind::Ghost) continue;  // of other runs nothing is known here
        if (const auto found = tested_.find(node.step); found != tested_.end()) node.tested = found->second;
    }
}

void TreePanel::ask_tested() {
    if (!context_.document.run() || context_.document.live()) return;
    const RunId run = context_.document.run()->id;
    context_.library.query<std::vector<Resampling>>(
        QStringLiteral("tested steps"), this, [run](const SessionReader& reader) { return stored_resamplings(reader, run); },
        [this, run](Result<std::vector<Resampling>> found) {
            if (!found || !context_.document.run() || context_.document.run()->id != run || (found->empty() && tested_.empty())) return;
            tested_.clear();
            for (const Resampling& one : *found)
                if (one.replaced > 0)
                    tested_[one.step] = {static_cast<float>(one.importance), static_cast<float>(one.interval.low), static_cast<float>(one.interval.high), one.after + one.before};
            canvas_->refresh();
        });
}

void TreePanel::ask_matrix() {
    const RunDocument& document = context_.document;
    if (canvas_->mode() != CanvasMode::Matrix || document.live() || document.steps().empty()) return;
    const std::pair wanted{document.run()->id, document.method()};
    if (matrix_of_ == wanted) return;
    matrix_of_ = wanted;
    context_.library.query<std::optional<StepMatrix>>(
        QStringLiteral("canvas matrix"), this, [wanted](const SessionReader& reader) { return reader.matrix(wanted.first, wanted.second); },
        [this, wanted](Result<std::optional<StepMatrix>> matrix) {
            if (matrix_of_ != wanted || !matrix) return;  // without weights the edges stay on show
            matrix_ = std::move(*matrix);
            canvas_->refresh();
        });
}

void TreePanel::redraw() {
    later_.stop();
    if (matrix_of_ && (!context_.document.run() || context_.document.live() || *matrix_of_ != std::pair{context_.document.run()->id, context_.document.method()})) {
        matrix_of_.reset();
        matrix_.reset();
    }
    QElapsedTimer took;
    took.start();
    if (context_.document.steps().empty()) canvas_->clear();
    else canvas_->refresh();
    update_methods();
    show_hint();
    ask_matrix();
    since_.start();
    // A long run must leave the window most of its time.
    pause_ms_ = std::clamp(static_cast<int>(took.elapsed()) * kShareOfTime, kLeastPauseMs, kMostPauseMs);
}

void TreePanel::follow() {
    if (!context_.document.live()) return redraw();
    if (later_.isActive()) return;
    const auto since = since_.isValid() ? since_.elapsed() : kMostPauseMs;
    later_.start(std::max(kApartMs, static_cast<int>(pause_ms_ - since)));
}

void TreePanel::update_methods() {
    const RunDocument& document = context_.document;
    const bool can_explain = context_.engine.model().has_value() && !document.live() && !explaining_ && !document.empty();
    int index = 0;
    for (const MethodChoice& choice : method_choices()) {
        // The combination is made of what is stored: it needs two methods, and no model.
        const bool can_combine = document.channels() > 1 && !document.live() && !explaining_;
        // A trace that was read from a file has its own ways, and no model to ask in others; those of the bar are for runs.
        const bool imported_way = choice.method == "depends-on" || choice.method == "suppression";
        methods_->set_choice_visible(index, document.has_method(choice.method) || (choice.method == kEvidenceMethod ? !document.imported() || document.channels() > 1
                                                                                                                 : !imported_way && !document.imported()));
        methods_->set_choice_enabled(index, document.has_method(choice.method) || (choice.method == kEvidenceMethod ? can_combine : can_explain));
        if (document.method() == choice.method) methods_->set_current(index);
        ++index;
    }
}

void TreePanel::show_hint() {
    const CanvasMode mode = canvas_->mode();
    back_->setVisible(root_.has_value() && mode == CanvasMode::Provenance);
    QString hint = tr("Reasoning tree");
    if (!context_.document.steps().empty()) {
        switch (mode) {
            case CanvasMode::Decision:
                hint = tr("What it said and nearly said");
                if (limbs_ && !limbs_->change.isEmpty()) hint = tr("Run %1: %2").arg(limbs_->run.value).arg(limbs_->change);
                if (limbs_ && limbs_->left_out > 0) hint += tr(" · %n more run(s) in Sessions", nullptr, limbs_->left_out);
                break;
            case CanvasMode::Provenance:
                hint = root_ ? tr("What step #%1 rests on").arg(root_->value)
                       : context_.document.step(*context_.document.root())->step.source == StepSource::Answer
                           ? tr("What the answer rests on")
                           : tr("What the last step rests on");
                break;
            case CanvasMode::Chain: hint = tr("All steps in order, with what they rest on"); break;
            case CanvasMode::Matrix: hint = tr("How much each step rests on each earlier one"); break;
        }
    }
    hint_->set_full_text(hint);
}

}  // namespace reasonscope::ui
