#include "ui/jobs/model_shelf.h"

namespace reasonscope::ui {

ModelShelf::ModelShelf(QObject* parent) : QObject(parent), queue_(std::make_unique<JobQueue>(QStringLiteral("models"))) {}

ModelShelf::~ModelShelf() = default;

void ModelShelf::refresh(const std::vector<std::filesystem::path>& added) {
    queue_->cancel_all();
    queue_->post(QStringLiteral("models"), this, [this, added, round = ++round_](const JobContext& job) {
        const auto tell = [&](std::function<void()> what) {
            job.deliver([this, round, what = std::move(what)] {
                if (round == round_) what();
            });
        };
        const auto places = find_models(added);
        tell([this, places] { emit found(places); });
        for (std::size_t i = 0; i < places.size() && !job.stop().stop_requested(); ++i) {
            const auto entry = describe_model(places[i]);
            tell([this, i, entry] { emit described(static_cast<int>(i), entry); });
        }
        tell([this] { emit finished(); });
    });
}

}  // namespace reasonscope::ui
