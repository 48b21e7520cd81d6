#pragma once
// What stands in the centre of an empty session: sample questions, recent sessions, a model.

#include <QScrollArea>
#include <filesystem>
#include <vector>

class QGridLayout;
class QVBoxLayout;

namespace reasonscope::ui {

class StartPage : public QScrollArea {
    Q_OBJECT

public:
    explicit StartPage(QWidget* parent = nullptr);
    void set_recent(const std::vector<std::filesystem::path>& files);  // the newest first

signals:
    void question_chosen(const QString& question);
    void session_chosen(const std::filesystem::path& file);
    void models_wanted();
    void open_wanted();
    void tour_wanted();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange_cards();
    QWidget* page_;
    QGridLayout* cards_;
    std::vector<QWidget*> questions_;
    QVBoxLayout* recent_;
    int columns_ = 0;
};

}  // namespace reasonscope::ui
