#pragma once
// The docks of the window: their places, which one is maximised, what is remembered.

#include <QByteArray>
#include <QHash>
#include <QObject>
#include <vector>

class QDockWidget;
class QMainWindow;

namespace reasonscope::ui {

class DockTitle;

/// One panel may be maximised: then it alone fills the window, until restore().
class DockLayout : public QObject {
    Q_OBJECT

public:
    explicit DockLayout(QMainWindow* window);

    QDockWidget* add(const QString& title, const QString& name, QWidget* panel, Qt::DockWidgetArea area);
    [[nodiscard]] const std::vector<QDockWidget*>& docks() const { return docks_; }
    [[nodiscard]] QDockWidget* dock(const QString& name) const;  // null when there is none
    void finish();  // every dock was added: this is the layout that reset() goes back to
    void reset();
    void share_space();  // widths and heights in proportion to the window's size
    /// Docks that share one place by tabs keep a height each: that of the one behind is remembered until it is raised again.
    void give_own_heights(const QStringList& names);

    /// The dock that `widget` stands in; null: the centre.
    [[nodiscard]] QDockWidget* around(const QWidget* widget) const;
    /// Maximises the dock (null: the centre), or puts everything back when one is maximised already.
    void toggle_maximised(QDockWidget* dock);
    void restore();
    [[nodiscard]] bool is_maximised() const { return !before_.isEmpty(); }

    [[nodiscard]] QByteArray state() const;  // of the layout that restore() leads to
    bool set_state(const QByteArray& state);

private:
    [[nodiscard]] int default_height(const QDockWidget* dock) const;
    void raised(QDockWidget* dock);
    QMainWindow* window_;
    std::vector<QDockWidget*> docks_;
    std::vector<DockTitle*> titles_;
    QByteArray default_state_;
    QHash<QDockWidget*, int> heights_;  // of docks with a height of their own; 0: the default
    QDockWidget* raised_ = nullptr;      // the one of them that was in front last
    QByteArray before_;  // the layout before a panel was maximised
};

}  // namespace reasonscope::ui
