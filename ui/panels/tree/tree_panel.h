#pragma once
// The tree in the centre: what else it could have thought, or what it rests on.

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>
#include <map>
#include <optional>
#include <set>

#include "ui/models/limbs.h"
#include "ui/panels/common/context.h"
#include "ui/views/tree_canvas.h"

class QPushButton;
class QVBoxLayout;

namespace reasonscope::ui {

class CrumbBar;
class ElidedLabel;
class SegmentedControl;

class TreePanel : public QWidget {
    Q_OBJECT

public:
    explicit TreePanel(const PanelContext& context, QWidget* parent = nullptr);
    [[nodiscard]] TreeCanvas& canvas() { return *canvas_; }

    void choose_mode(CanvasMode mode);  // as the person would
    /// What the provenance tree explains; unset: the answer.
    void set_root(std::optional<StepId> root);
    void set_marks(std::vector<Mark> marks);  // of the session
    void refresh_family();  // branches were made, hidden or removed

signals:
    void family_shown();  // the limbs of the shown run are in the drawing

private:
    void build_bar(QVBoxLayout* column);
    void redraw();
    void follow();  // redraws now, or a little later while a run is live
    [[nodiscard]] CanvasGraph drawing(CanvasMode mode) const;
    [[nodiscard]] CanvasGraph plain_drawing(CanvasMode mode) const;  // without marks
    void add_tested(CanvasGraph& graph) const;
    void ask_tested();  // what resampling found of the shown run's steps
    void ask_matrix();  // all weights of the shown run and method, once the matrix is in sight
    void update_methods();
    void show_hint();
    void show_crumbs();
    void leave_hoist();  // when another branch than the hoisted one is shown
    void show_mode(CanvasMode mode);  // the panel's own choice
    PanelContext context_;
    TreeCanvas* canvas_;
    SegmentedControl* methods_;
    ElidedLabel* hint_;
    QPushButton* back_;
    CrumbBar* crumbs_;
    std::optional<LimbTree> limbs_;     // of the run on show
    std::vector<Mark> marks_;
    std::map<StepId, TestedImportance> tested_;
    std::set<RunId> opened_;            // limbs that show all their steps
    std::optional<StepId> root_;
    std::optional<std::pair<RunId, std::string>> matrix_of_;  // run and method that were asked for
    std::optional<StepMatrix> matrix_;
    QTimer later_;
    QElapsedTimer since_;  // the last redraw
    int pause_ms_ = 0;
    bool mode_chosen_ = false;  // by the person: then a finished run does not switch to provenance
    bool switching_ = false;
    bool explaining_ = false;
};

}  // namespace reasonscope::ui
