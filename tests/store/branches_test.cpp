// Branches carry their own copy of what they share; marks and hidden runs.

#include "tests/store/support.h"

namespace reasonscope {
namespace {

using test::StoreTest;

BranchRow leaving(RunId parent, std::int32_t position) {
    BranchRow branch;
    branch.parent = parent;
    branch.position = TokenPos{position};
    branch.kind = "alternative";
    branch.detail = R"({"token":7})";
    return branch;
}

class Branches : public StoreTest {};

TEST_F(Branches, AChildKeepsAllItSharesWhenItsParentGoes) {
    const auto writer = MUST(SessionWriter::open(file));
    const auto parent = test::write_example(*writer);
    const auto reader = MUST(SessionReader::open(file));
    const auto before = MUST(reader->run(parent.run));
    const std::int32_t at = before.prompt_tokens + 2;
    const RunId child = MUST(writer->begin_branch(test::example_start(), leaving(parent.run, at), true));
    EXPECT_FALSE(writer->add_token(child, test::example_token(at + 1), {}, {}, {}));
    MUST_DO(writer->add_token(child, test::example_token(at, " else"), {}, {}, MUST(reader->segment_begins(parent.run, TokenPos{at - 1}))));
    MUST_DO(writer->end_run(child, {}));

    const auto expected = MUST(reader->tokens(parent.run, TokenPos{0}, TokenPos{at}));
    const auto attention = MUST(reader->attention(parent.run, TokenPos{at - 1}));
    const auto router = MUST(reader->router(parent.run, TokenPos{at - 1}));
    EXPECT_EQ(MUST(reader->branches()).at(0).parent, parent.run);
    MUST_DO(writer->remove_run(parent.run));
    const auto branch = MUST(reader->branches()).at(0);
    EXPECT_EQ(branch.run, child);
    EXPECT_FALSE(branch.parent);
    EXPECT_EQ(branch.detail, R"({"token":7})");
    const auto kept = MUST(reader->tokens(child, TokenPos{0}, TokenPos{at + 1}));
    ASSERT_EQ(kept.size(), expected.size() + 1);
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(kept[i].id, expected[i].id);
        EXPECT_EQ(kept[i].text, expected[i].text);
        EXPECT_EQ(kept[i].probability, expected[i].probability);
    }
    test::expect_same(MUST(reader->attention(child, TokenPos{at - 1})), attention);
    test::expect_same(MUST(reader->router(child, TokenPos{at - 1})), router);
    EXPECT_EQ(MUST(reader->check()), std::vector<std::string>());
}

TEST_F(Branches, OnlyWhatIsThereCanBeShared) {
    const auto writer = MUST(SessionWriter::open(file));
    const auto parent = test::write_example(*writer);
    const auto reader = MUST(SessionReader::open(file));
    const auto count = MUST(reader->runs()).size();
    EXPECT_FALSE(writer->begin_branch(test::example_start(), leaving(parent.run, 100000), true));
    auto other = test::example_start();
    other.prompt_ids.front() += 1;
    EXPECT_FALSE(writer->begin_branch(other, leaving(parent.run, static_cast<std::int32_t>(other.prompt_ids.size())), true));
    EXPECT_FALSE(writer->begin_branch(test::example_start(), leaving(RunId{99}, 1), false));
    EXPECT_EQ(MUST(reader->runs()).size(), count);
    EXPECT_TRUE(MUST(reader->branches()).empty());
}

TEST_F(Branches, HiddenRunsComeBack) {
    const auto writer = MUST(SessionWriter::open(file));
    const auto x = test::write_example(*writer);
    const auto reader = MUST(SessionReader::open(file));
    const RunId run[] = {x.run};
    MUST_DO(writer->set_hidden(run, true));
    EXPECT_TRUE(MUST(reader->run(x.run)).hidden);
    EXPECT_EQ(MUST(reader->transcript(x.run)), x.transcript);
    MUST_DO(writer->set_hidden(run, false));
    EXPECT_FALSE(MUST(reader->run(x.run)).hidden);
    const RunId none[] = {x.run, RunId{99}};
    EXPECT_FALSE(writer->set_hidden(none, true));
    EXPECT_FALSE(MUST(reader->run(x.run)).hidden);
}

TEST_F(Branches, MarksAreKeptChangedAndRemoved) {
    const auto writer = MUST(SessionWriter::open(file));
    const auto x = test::write_example(*writer);
    const auto reader = MUST(SessionReader::open(file));
    Mark mark;
    mark.run = x.run;
    EXPECT_FALSE(writer->set_mark(mark));  // at nothing
    mark.step = StepId{1};
    mark.id = MUST(writer->set_mark(mark));
    mark.kind = MarkKind::Note;
    EXPECT_FALSE(writer->set_mark(mark));  // says nothing
    mark.text = "wrong turn";
    EXPECT_EQ(MUST(writer->set_mark(mark)), mark.id);
    Mark tag = mark;
    tag.id = 0;
    tag.step.reset();
    tag.token = TokenPos{2};
    tag.kind = MarkKind::Tag;
    EXPECT_NE(MUST(writer->set_mark(tag)), mark.id);
    tag.token = TokenPos{100000};
    EXPECT_FALSE(writer->set_mark(tag));
    const auto marks = MUST(reader->marks(x.run));
    ASSERT_EQ(marks.size(), 2U);
    EXPECT_EQ(marks[0].text, "wrong turn");
    EXPECT_EQ(marks[0].step, StepId{1});
    EXPECT_EQ(marks[1].token, TokenPos{2});
    MUST_DO(writer->remove_mark(mark.id));
    EXPECT_FALSE(writer->remove_mark(mark.id));
    EXPECT_EQ(MUST(reader->marks(x.run)).size(), 1U);
    EXPECT_EQ(MUST(reader->check()), std::vector<std::string>());
}

}  // namespace
}  // namespace reasonscope
