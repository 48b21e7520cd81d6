#pragma once
// All keys as a page, made from the registry.

class QWidget;

namespace reasonscope::ui {

class ActionRegistry;

/// Grouped by where the keys work; actions without keys are left out.
QWidget* key_list(const ActionRegistry& registry);

}  // namespace reasonscope::ui
