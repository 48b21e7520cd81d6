#pragma once
// Two pictures of the same thing, compared as an eye would: small differences of rasterising pass, a moved, missing or recoloured element does not.

#include <QImage>
#include <QPoint>
#include <QString>

namespace reasonscope::ui::test {

/// Stated here and nowhere else. A pixel differs when a channel is off by more than `channel` after both pictures were blurred over 3 x 3 pixels;
/// pictures differ when their sizes do, or when in one tile of `tile` x `tile` pixels more than the share `most` of the pixels differ.
struct PictureTolerance {
    int channel = 24;      // of 255
    int tile = 24;         // pixels
    double most = 0.08;    // of a tile: 46 of 576 pixels, less than a word of small type
};

struct PictureDifference {
    bool same = false;
    double share = 0;        // of all pixels that differ
    double worst = 0;        // share of the worst tile
    QPoint worst_at;         // its upper left corner
    QImage shown;            // the actual picture, pale, with what differs in red; null when the sizes differ
    [[nodiscard]] QString text() const;
};

PictureDifference compare_pictures(const QImage& wanted, const QImage& actual, const PictureTolerance& tolerance = {});

/// In its 256 most frequent colours, every other one as the nearest of them: a small file, and less of a change than the tolerance sees.
QImage reduced(const QImage& picture);

}  // namespace reasonscope::ui::test
