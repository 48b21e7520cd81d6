#pragma once
// Frames kept short while a run streams: the views that grow with it are painted one after another instead of all at once.

class QWidget;

namespace reasonscope::ui {

/// Asks for a widget to be painted soon, in a frame that no other widget asked for in this way shares: two short frames
/// keep the window under a screen's 16 ms where one long frame would not. The first to ask is painted in the next turn of
/// the event loop; each further one kTurnMs later. What a person does is painted by QWidget::update(), at once. GUI thread.
void paint_in_turn(QWidget& widget);

}  // namespace reasonscope::ui
