#include "tests/ui/support/picture_compare.h"

#include <algorithm>
#include <cstdlib>
#include <unordered_map>
#include <utility>
#include <vector>

namespace reasonscope::ui::test {
namespace {

/// Mean over 3 x 3 pixels, fewer at the border.
QImage blurred(const QImage& picture) {
    const QImage from = picture.convertToFormat(QImage::Format_RGB32);
    QImage to(from.size(), QImage::Format_RGB32);
    for (int y = 0; y < from.height(); ++y) {
        auto* line = reinterpret_cast<QRgb*>(to.scanLine(y));
        for (int x = 0; x < from.width(); ++x) {
            int red = 0, green = 0, blue = 0, count = 0;
            for (int dy = std::max(0, y - 1); dy <= std::min(from.height() - 1, y + 1); ++dy) {
                const auto* source = reinterpret_cast<const QRgb*>(from.constScanLine(dy));
                for (int dx = std::max(0, x - 1); dx <= std::min(from.width() - 1, x + 1); ++dx, ++count) {
                    red += qRed(source[dx]);
                    green += qGreen(source[dx]);
                    blue += qBlue(source[dx]);
                }
            }
            line[x] = qRgb(red / count, green / count, blue / count);
        }
    }
    return to;
}

int most_apart(QRgb a, QRgb b) { return std::max({std::abs(qRed(a) - qRed(b)), std::abs(qGreen(a) - qGreen(b)), std::abs(qBlue(a) - qBlue(b))}); }

}  // namespace

QString PictureDifference::text() const {
    if (shown.isNull()) return QStringLiteral("the sizes differ");
    return QStringLiteral("%1 % of the pixels differ, %2 % of the tile at %3, %4")
        .arg(share * 100, 0, 'f', 2).arg(worst * 100, 0, 'f', 0).arg(worst_at.x()).arg(worst_at.y());
}

PictureDifference compare_pictures(const QImage& wanted, const QImage& actual, const PictureTolerance& tolerance) {
    PictureDifference found;
    if (wanted.size() != actual.size() || wanted.isNull()) return found;
    const QImage a = blurred(wanted), b = blurred(actual);
    found.shown = actual.convertToFormat(QImage::Format_RGB32);
    const int side = tolerance.tile, across = (a.width() + side - 1) / side, down = (a.height() + side - 1) / side;
    std::vector<int> differing(static_cast<std::size_t>(across * down));
    int all = 0;
    for (int y = 0; y < a.height(); ++y) {
        const auto* left = reinterpret_cast<const QRgb*>(a.constScanLine(y));
        const auto* right = reinterpret_cast<const QRgb*>(b.constScanLine(y));
        auto* out = reinterpret_cast<QRgb*>(found.shown.scanLine(y));
        for (int x = 0; x < a.width(); ++x) {
            if (most_apart(left[x], right[x]) > tolerance.channel) {
                out[x] = qRgb(220, 0, 40);
                ++all;
                ++differing[static_cast<std::size_t>((y / side) * across + x / side)];
            } else {
                const int grey = 160 + qGray(out[x]) * 95 / 255;
                out[x] = qRgb(grey, grey, grey);
            }
        }
    }
    const auto worst = std::max_element(differing.begin(), differing.end());
    const int at = static_cast<int>(worst - differing.begin());
    found.worst_at = {at % across * side, at / across * side};
    found.worst = *worst / static_cast<double>(side * side);
    found.share = all / static_cast<double>(a.width() * a.height());
    found.same = found.worst <= tolerance.most;
    return found;
}

QImage reduced(const QImage& picture) {
    const QImage from = picture.convertToFormat(QImage::Format_RGB32);
    std::unordered_map<QRgb, int> uses;
    for (int y = 0; y < from.height(); ++y) {
        const auto* line = reinterpret_cast<const QRgb*>(from.constScanLine(y));
        for (int x = 0; x < from.width(); ++x) ++uses[line[x]];
    }
    std::vector<std::pair<int, QRgb>> colours;
    for (const auto& [colour, count] : uses) colours.emplace_back(-count, colour);
    std::sort(colours.begin(), colours.end());
    const std::size_t kept = std::min<std::size_t>(256, colours.size());
    QList<QRgb> table;
    for (std::size_t i = 0; i < kept; ++i) table << colours[i].second;
    std::unordered_map<QRgb, int> index;
    for (const auto& [count, colour] : colours) {
        const auto nearest = std::min_element(table.begin(), table.end(), [colour = colour](QRgb a, QRgb b) { return most_apart(a, colour) < most_apart(b, colour); });
        index[colour] = static_cast<int>(nearest - table.begin());
    }
    QImage to(from.size(), QImage::Format_Indexed8);
    to.setColorTable(table);
    for (int y = 0; y < from.height(); ++y) {
        const auto* line = reinterpret_cast<const QRgb*>(from.constScanLine(y));
        for (int x = 0; x < from.width(); ++x) to.setPixel(x, y, static_cast<uint>(index[line[x]]));
    }
    return to;
}

}  // namespace reasonscope::ui::test
