#pragma once
// What the tree canvas says in words: tooltips and accessible descriptions.

#include <QString>

#include "ui/views/canvas_scene.h"

namespace reasonscope::ui {

QString importance_words(const TestedImportance& tested);
QString node_tooltip(const CanvasScene& scene, int node);            // rich text
QString link_tooltip(const CanvasScene& scene, const Link& link);    // rich text; empty for the run's own order
QString spoken_node(const CanvasScene& scene, int node);             // plain text for screen readers

}  // namespace reasonscope::ui
