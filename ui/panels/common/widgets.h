#pragma once
// Small controls that several panels share.

#include <QFrame>
#include <QKeySequence>
#include <QLabel>
#include <QStringList>
#include <QWidget>
#include <functional>
#include <vector>

class QAction;
class QButtonGroup;
class QToolButton;

namespace reasonscope::ui {

/// A few exclusive choices side by side.
class SegmentedControl : public QFrame {
    Q_OBJECT

public:
    explicit SegmentedControl(const QString& accessible_name, QWidget* parent = nullptr);

    QToolButton* add(const QString& label, const QString& tooltip);
    [[nodiscard]] int current() const;
    void set_current(int index);  // no signal
    void set_choice_enabled(int index, bool enabled);
    void set_choice_visible(int index, bool visible);

signals:
    void chosen(int index);  // by the person

private:
    QButtonGroup* group_;
};

/// Buttons in one row; those that do not fit are hidden, so that the row never wraps or clips.
class ChipRow : public QWidget {
    Q_OBJECT

public:
    explicit ChipRow(QWidget* parent = nullptr);
    void add(QWidget* widget);
    void set_shown(bool shown);  // the row keeps its place
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    void arrange();
    std::vector<QWidget*> items_;
    bool shown_ = true;
};

/// One line that is cut with an ellipsis where room ends; the tooltip keeps the whole.
class ElidedLabel : public QLabel {
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget* parent = nullptr);
    void set_full_text(const QString& text);
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void elide();
    QString full_;
};

/// Words in one line with their formulas in Unicode: for lists and palettes.
QString shown_in_line(const QString& text);

QLabel* caption(const QString& text, QWidget* parent);          // small and secondary, wraps
QLabel* section_title(const QString& text, QWidget* parent);
QToolButton* icon_button(const QString& icon_name, const QString& accessible_name, const QString& tooltip, QWidget* parent);
/// An action of the window's menus; `name` is its id in the registry of actions.
QAction* named_action(const QString& name, const QString& text, const QString& tip, const QKeySequence& keys, std::function<void()> what, QObject* parent);
/// Asks for a folder, beginning in `start` (empty: where the last one was), without waiting; `chosen` is called with its path if one is.
void ask_folder(QWidget* parent, const QString& title, const QString& start, std::function<void(const QString&)> chosen);
/// Icons carry the theme's colour; every icon_button below `root` is drawn again.
void refresh_icons(QWidget* root);

}  // namespace reasonscope::ui
