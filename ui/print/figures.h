#pragma once
// The pictures of the printed report.

#include "report/palette.h"
#include "report/report.h"
#include "ui/print/page_flow.h"

namespace reasonscope::ui {

/// True when the tree would be too small to read on an upright page.
bool tree_needs_landscape(const PageFlow& flow, const Report& report);

/// The reasoning tree, scaled to the width of the page and cut between nodes where it is taller.
void print_tree(PageFlow& flow, const Report& report);

/// Coloured squares and words for the classes that occur and the meaning of the lines.
void print_legend(PageFlow& flow, const Report& report);

/// Layers x experts against an even share.
void print_experts(PageFlow& flow, const Report& report);

QColor print_color(Rgb color);

}  // namespace reasonscope::ui
