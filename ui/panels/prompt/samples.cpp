#include "ui/panels/prompt/samples.h"

#include <QObject>

namespace reasonscope::ui {

std::vector<Sample> samples() {
    return {
        {QObject::tr("Variables"), QStringLiteral("x = 4. y = x + 7. z = y * 2. What is z?")},
        {QObject::tr("Maze"), QStringLiteral("K leads to T. C leads to R or K. R is a dead end. M leads to C. How do you get from M to T?")},
        {QObject::tr("Word problem"), QStringLiteral("Mia has 12 coins. Leo has 9 coins. Mia finds 5 coins. Mia gives 4 coins to Leo. How many coins does Mia have?")},
        {QObject::tr("Expression"), QStringLiteral("What is (3 + 4) * 2 - 5?")},
        {QObject::tr("Ordering"), QStringLiteral("Ann is taller than Ben. Cid is taller than Ann. Who is the tallest?")},
        {QObject::tr("Roads"), QStringLiteral("B goes to F. A goes to B. F goes to H. Can you get from A to H?")},
    };
}

}  // namespace reasonscope::ui
