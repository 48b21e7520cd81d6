#pragma once
// The model library's own thread: looks for models and reads their headers while the engine does something else.

#include <QObject>
#include <filesystem>
#include <memory>
#include <vector>

#include "pipeline/model_library.h"
#include "ui/jobs/job_queue.h"

namespace reasonscope::ui {

/// Lives on the window's thread; answers come there.
class ModelShelf : public QObject {
    Q_OBJECT

public:
    explicit ModelShelf(QObject* parent = nullptr);
    ~ModelShelf() override;

    /// found() with all places, then described() for each in order, then finished(). A newer call replaces an older one.
    void refresh(const std::vector<std::filesystem::path>& added);

signals:
    void found(const std::vector<reasonscope::ModelPlace>& places);
    void described(int index, const reasonscope::ModelEntry& entry);
    void finished();

private:
    int round_ = 0;  // answers of an older call are dropped
    std::unique_ptr<JobQueue> queue_;
};

}  // namespace reasonscope::ui
