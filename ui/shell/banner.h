#pragma once
// A calm line above the content: what went wrong or was done, and the one or two things to do about it.

#include <QFrame>
#include <functional>
#include <vector>

class QHBoxLayout;
class QLabel;
class QTimer;

namespace reasonscope::ui {

class Banner : public QFrame {
    Q_OBJECT

public:
    enum class Tone { Info, Warning, Error };
    struct Offer {
        QString label;
        std::function<void()> act;  // the banner closes first
    };

    explicit Banner(QWidget* parent = nullptr);

    /// Replaces what is shown. `seconds` > 0: goes away by itself, then `gone` runs; it also runs on close, not after an offer.
    void show_message(Tone tone, const QString& sentence, std::vector<Offer> offers = {}, int seconds = 0,
                      std::function<void()> gone = {});
    void dismiss();  // as the close button
    [[nodiscard]] QString sentence() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void paint_tone();
    Tone tone_ = Tone::Info;
    QLabel* mark_;
    QLabel* text_;
    QHBoxLayout* offers_;
    QTimer* timer_;
    std::function<void()> gone_;
};

}  // namespace reasonscope::ui
