#include "ui/panels/inspector/published_box.h"

#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <cmath>

#include "ui/panels/common/widgets.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {

PublishedBox::PublishedBox(QWidget* parent) : QWidget(parent), lines_(new QGridLayout(this)) {
    lines_->setContentsMargins(0, 0, 0, 0);
    lines_->setVerticalSpacing(2);
    lines_->setColumnStretch(0, 1);
}

void PublishedBox::show_step(const std::vector<PublishedFigure>& figures, int step) {
    while (QLayoutItem* item = lines_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    plain_.clear();
    const QLocale locale;
    for (const PublishedFigure& figure : figures) {
        if (step < 0 || step >= static_cast<int>(figure.values.size())) continue;
        const float value = figure.values[static_cast<std::size_t>(step)];
        if (std::isnan(value)) continue;
        const int row = lines_->rowCount();
        auto* name = caption(figure.title, this);
        auto* number = new QLabel(locale.toString(value, 'f', 3), this);
        number->setFont(theme::font(TextRole::Strong));
        for (QLabel* label : {name, number}) label->setToolTip(figure.tip);
        lines_->addWidget(name, row, 0);
        lines_->addWidget(number, row, 1, Qt::AlignRight);
        plain_ += figure.title + QLatin1Char(' ') + number->text() + QLatin1Char('\n');
    }
    setVisible(!plain_.isEmpty());
}

QString PublishedBox::plain_text() const { return plain_; }

}  // namespace reasonscope::ui
