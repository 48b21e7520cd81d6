#include "ui/panels/tree/tree_panel.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/panels/common/view_data.h"
#include "ui/panels/common/widgets.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {
namespace {

constexpr int kAttention = 0, kGradient = 1;

}  // namespace

TreePanel::TreePanel(const PanelContext& context, QWidget* parent)
    : QWidget(parent),
      context_(context),
      canvas_(new TreeCanvas(this)),
      modes_(new SegmentedControl(tr("Which tree"), this)),
      methods_(new SegmentedControl(tr("How edges were measured"), this)),
      hint_(new ElidedLabel(this)),
      back_(new QPushButton(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    build_bar(column);
    column->addWidget(canvas_, 1);

    canvas_->setAccessibleName(tr("Reasoning tree"));
    canvas_->setObjectName(QStringLiteral("canvas"));
    canvas_->attach(&context_.selection);
    canvas_->set_empty_text(tr("Ask something and watch it think"),
                            tr("Type a question above, or click a sample. Each sentence of the thinking becomes a card here; "
                               "click a card to see what it rests on."));

    connect(modes_, &SegmentedControl::chosen, this, [this](int index) { choose_mode(static_cast<CanvasMode>(index)); });
    connect(canvas_, &TreeCanvas::mode_changed, this, [this](CanvasMode mode) {
        modes_->set_current(static_cast<int>(mode));
        show_hint();
    });
    connect(methods_, &SegmentedControl::chosen, this, [this](int index) {
        const std::string method = index == kGradient ? "gradient" : "attention";
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
        redraw();
    });
    connect(&context_.document, &RunDocument::steps_changed, this, &TreePanel::redraw);
    connect(&context_.document, &RunDocument::live_changed, this, [this](bool live) {
        canvas_->set_live(live);
        if (live) {
            mode_chosen_ = false;
            canvas_->set_mode(CanvasMode::Decision);
        } else if (!mode_chosen_ && !context_.document.edges().empty()) {
            canvas_->set_mode(CanvasMode::Provenance);
        }
        update_methods();
    });
    canvas_->set_mode(CanvasMode::Provenance);
    modes_->set_current(static_cast<int>(canvas_->mode()));
    redraw();
}

void TreePanel::build_bar(QVBoxLayout* column) {
    modes_->add(tr("Decisions"), tr("The path it took, and what it nearly said instead (1)"));
    modes_->add(tr("Why"), tr("What the answer rests on; double-click a step to ask the same of it (2)"));
    modes_->add(tr("Steps"), tr("All steps in order, with arcs to what they rest on (3)"));
    methods_->add(tr("Attention"), tr("Where each step looked: mean attention mass over layers and heads"));
    methods_->add(tr("Gradient"), tr("What each step's words depended on: gradient × attention, by back-propagation"));

    back_->setProperty("chip", true);
    back_->setText(tr("Back to the answer"));
    back_->setToolTip(tr("Explain the answer again"));
    hint_->setProperty("role", "secondary");
    hint_->setFont(theme::font(TextRole::Caption));
    auto* out = icon_button(QStringLiteral("zoom-out"), tr("Zoom out"), tr("Zoom out (−)"), this);
    auto* in = icon_button(QStringLiteral("zoom-in"), tr("Zoom in"), tr("Zoom in (+)"), this);
    auto* fit = icon_button(QStringLiteral("fit"), tr("Fit the tree"), tr("Everything in sight (F)"), this);
    connect(out, &QToolButton::clicked, canvas_, &TreeCanvas::zoom_out);
    connect(in, &QToolButton::clicked, canvas_, &TreeCanvas::zoom_in);
    connect(fit, &QToolButton::clicked, canvas_, &TreeCanvas::fit);

    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(space::m, space::xs, space::s, space::xs);
    bar->setSpacing(space::s);
    bar->addWidget(modes_);
    bar->addWidget(methods_);
    bar->addWidget(back_);
    bar->addWidget(hint_, 1);
    bar->addWidget(out);
    bar->addWidget(in);
    bar->addWidget(fit);
    column->addLayout(bar);
}

void TreePanel::choose_mode(CanvasMode mode) {
    mode_chosen_ = true;
    canvas_->set_mode(mode);
}

void TreePanel::set_root(std::optional<StepId> root) {
    if (root == context_.document.root()) root.reset();
    if (root_ == root) return;
    root_ = root;
    redraw();
}

void TreePanel::redraw() {
    const RunDocument& document = context_.document;
    if (document.steps().empty()) {
        canvas_->clear();
    } else {
        const auto root = root_ ? root_ : document.root();
        canvas_->set_graph(CanvasMode::Decision, decision_graph(document));
        canvas_->set_graph(CanvasMode::Provenance, root ? provenance_graph(document, *root) : CanvasGraph{});
        canvas_->set_graph(CanvasMode::Chain, chain_graph(document));
    }
    update_methods();
    show_hint();
}

void TreePanel::update_methods() {
    const RunDocument& document = context_.document;
    const bool can_explain = context_.engine.model().has_value() && !document.live() && !explaining_ && !document.empty();
    methods_->set_choice_enabled(kAttention, document.has_method("attention") || can_explain);
    methods_->set_choice_enabled(kGradient, document.has_method("gradient") || can_explain);
    methods_->set_current(document.method() == "gradient" ? kGradient : kAttention);
}

void TreePanel::show_hint() {
    const CanvasMode mode = canvas_->mode();
    back_->setVisible(root_.has_value() && mode == CanvasMode::Provenance);
    QString hint;
    if (!context_.document.steps().empty()) {
        switch (mode) {
            case CanvasMode::Decision: hint = tr("What it said, and what it nearly said instead"); break;
            case CanvasMode::Provenance:
                hint = root_ ? tr("What step %1 rests on").arg(root_->value + 1) : tr("What the answer rests on");
                break;
            case CanvasMode::Chain: hint = tr("All steps in order"); break;
        }
    }
    hint_->set_full_text(hint);
}

}  // namespace reasonscope::ui
