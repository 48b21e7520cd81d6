#include "ui/views/canvas_words.h"

#include <QObject>
#include <QStringList>

#include "ui/views/canvas_marks.h"
#include "ui/views/labels.h"

namespace reasonscope::ui {
namespace {

QString quoted(const CanvasNode& node, int most = 60) {
    QString text = plain_words(node.text.simplified());
    if (text.size() > most) text = text.left(most - 1) + u'…';
    return QStringLiteral("“%1”").arg(text);
}

QString kind_of(const CanvasNode& node) {
    switch (node.kind) {
        case CanvasNodeKind::Prompt: return QObject::tr("from the prompt");
        case CanvasNodeKind::Answer: return QObject::tr("answer");
        case CanvasNodeKind::Ghost: return QObject::tr("alternative not taken");
        case CanvasNodeKind::Branch:
        case CanvasNodeKind::More:
        case CanvasNodeKind::Step: return QObject::tr("thought");
    }
    return {};
}

QString grade_word(Evidence grade) {
    switch (grade) {
        case Evidence::Observed: return QObject::tr("observed");
        case Evidence::Tested: return QObject::tr("tested");
        case Evidence::Labelled: return QObject::tr("labelled");
    }
    return {};
}

}  // namespace

QString importance_words(const TestedImportance& tested) {
    const auto number = [](float value) { return (value > 0 ? QStringLiteral("+") : QString()) + QString::number(value, 'f', 2); };
    return QObject::tr("importance %1 (95 %: %2 to %3) by %4 continuations").arg(number(tested.value), number(tested.low), number(tested.high)).arg(tested.continuations);
}

QString node_tooltip(const CanvasScene& scene, int index) {
    const CanvasNode& node = scene.node(index);
    if (node.kind == CanvasNodeKind::Branch) {
        QString tip = QObject::tr("<b>Run %1</b>, %2; click to show it").arg(node.run->value).arg(node.text.toHtmlEscaped());
        if (!node.note.isEmpty()) tip += QObject::tr("<br/>Answer: %1").arg(node.note.toHtmlEscaped());
        return tip;
    }
    if (node.kind == CanvasNodeKind::More)
        return QObject::tr("<b>%1 more steps of run %2</b>, %3 to %4; click to open").arg(node.folded.size()).arg(node.run->value).arg(step_number(node.folded.front()), step_number(node.folded.back()));
    if (node.kind == CanvasNodeKind::Ghost)
        return QObject::tr("<b>Alternative not taken</b><br/>At %1 the model gave the token <code>%2</code> a probability of %3.")
            .arg(step_number(node.step), visible_text(node.text).toHtmlEscaped(), percent_text(node.probability));
    if (!node.folded.empty())
        return QObject::tr("<b>%1 × %2</b>, %3 to %4; click to open<br/>%5")
            .arg(node.folded.size())
            .arg(theme::step_class_label(node.step_class), step_number(node.folded.front()), step_number(node.folded.back()), quoted(node, 600).toHtmlEscaped());
    QString tip = QStringLiteral("<b>%1 · %2</b>, %3<br/>%4")
                      .arg(step_number(node.step), theme::step_class_label(node.step_class), kind_of(node), plain_words(node.text.simplified()).toHtmlEscaped());
    QStringList facts;
    if (node.probability >= 0) facts << QObject::tr("tokens %1 likely (geometric mean)").arg(percent_text(node.probability));
    if (node.entropy >= 0) facts << QObject::tr("mean entropy %1").arg(nats(node.entropy));
    if (node.tested) facts << importance_words(*node.tested);
    if (node.run) facts << QObject::tr("in run %1; click to show it").arg(node.run->value);
    if (node.difference != Difference::None) facts << difference_text(node.difference);
    if (node.marks != 0) facts << marks_text(node.marks, node.note).toHtmlEscaped();
    if (!facts.isEmpty()) tip += QStringLiteral("<br/>") + facts.join(QStringLiteral(", "));
    return tip;
}

QString link_tooltip(const CanvasScene& scene, const Link& link) {
    if (link.kind != LinkKind::Rests) return {};
    const CanvasNode &source = scene.node(link.from), &step = scene.node(link.to);
    QString tip = QObject::tr("<b>%1 rests on %2</b> %3<br/>weight %4")
                      .arg(step_number(step.step), step_number(source.step), quoted(source).toHtmlEscaped(), QString::number(link.weight, 'f', 2));
    if (link.evidence >= 0) {
        const CanvasEdge& edge = scene.graph().edges[static_cast<std::size_t>(link.evidence)];
        tip += QObject::tr(", random control %1, %2: %3")
                   .arg(QString::number(edge.control, 'f', 2), grade_word(edge.grade), edge.method.toHtmlEscaped());
    }
    return tip;
}

QString spoken_node(const CanvasScene& scene, int index) {
    const CanvasNode& node = scene.node(index);
    if (node.kind == CanvasNodeKind::Ghost)
        return QObject::tr("Alternative not taken at step %1: %2, probability %3").arg(node.step.value).arg(node.text, percent_text(node.probability));
    if (node.kind == CanvasNodeKind::Branch) {
        const QString run = QObject::tr("Run %1 leaves here: %2.").arg(node.run->value).arg(node.text);
        return node.note.isEmpty() ? run : run + QLatin1Char(' ') + QObject::tr("Its answer: %1.").arg(node.note);
    }
    if (node.kind == CanvasNodeKind::More) return QObject::tr("%1 more steps of run %2").arg(node.folded.size()).arg(node.run->value);
    QString spoken = QObject::tr("Step %1, %2: %3").arg(node.step.value).arg(theme::step_class_label(node.step_class), plain_words(node.text.simplified()));
    if (node.tested) spoken += QStringLiteral(" (%1)").arg(importance_words(*node.tested));
    if (node.run) spoken += QLatin1Char(' ') + QObject::tr("In run %1.").arg(node.run->value);
    if (node.difference != Difference::None) spoken += QStringLiteral(" (%1)").arg(difference_text(node.difference));
    if (node.marks != 0) spoken += QStringLiteral(" (%1)").arg(marks_text(node.marks, node.note));
    if (const Fork* fork = scene.fork_at(index)) spoken += QLatin1Char(' ') + QObject::tr("Branch %1 of %2 parts here.").arg(fork->own + 1).arg(fork->runs.size());
    QStringList sources;
    for (const int i : scene.links_of(index))
        if (const Link& link = scene.links()[static_cast<std::size_t>(i)]; link.kind == LinkKind::Rests && link.to == index) sources << QString::number(scene.node(link.from).step.value);
    if (!sources.isEmpty()) spoken += QObject::tr(" Rests on %1.").arg(sources.join(QStringLiteral(", ")));
    return spoken;
}

}  // namespace reasonscope::ui
