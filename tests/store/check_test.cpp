// sessions check: each broken promise is found and named; and the way from an older format to a newer one.

#include "store/detail/schema.h"
#include "tests/store/support.h"

namespace reasonscope::test {
namespace {

struct Damage {
    const char* sql;
    const char* words;
};

class Check : public StoreTest, public ::testing::WithParamInterface<Damage> {};

TEST_P(Check, NamesTheDamage) {
    write_example(*MUST(SessionWriter::open(file)));
    vandalise(file, std::string("PRAGMA ignore_check_constraints=ON;") + GetParam().sql);
    const auto problems = MUST(MUST(SessionReader::open(file))->check());
    ASSERT_FALSE(problems.empty());
    EXPECT_NE(fmt::format("{}", fmt::join(problems, "\n")).find(GetParam().words), std::string::npos) << fmt::format("{}", fmt::join(problems, "\n"));
}

INSTANTIATE_TEST_SUITE_P(
    Promises, Check,
    ::testing::Values(
        Damage{"DELETE FROM tokens WHERE position = 14", "without a gap"}, Damage{"DELETE FROM tokens WHERE position = 14", "refers to a missing row"},
        Damage{"UPDATE runs SET prompt_tokens = 7", "it began with 7"}, Damage{"UPDATE tokens SET generated = 0 WHERE position = 20", "after the prompt"},
        Damage{"UPDATE tokens SET text = x'41' WHERE position = 12", "claims"},
        Damage{"UPDATE tokens SET byte_begin = byte_begin + 1, byte_end = byte_end + 1 WHERE position = 18", "does not begin where"},
        Damage{"UPDATE segments SET first = 0 WHERE idx = 2", "increasing order"}, Damage{"UPDATE tokens SET segments = 99 WHERE position = 15", "99 segments"},
        Damage{"DELETE FROM steps WHERE idx = 1", "steps are not numbered"}, Damage{"UPDATE steps SET last = 999 WHERE idx = 3", "outside the tokens"},
        Damage{"UPDATE steps SET first = first - 2 WHERE idx = 3", "overlaps"}, Damage{"UPDATE steps SET text = 'no' WHERE idx = 2", "not that of the transcript"},
        Damage{"UPDATE edges SET source = 3 WHERE step = 2 AND source = 0", "point backwards"}, Damage{"UPDATE edges SET strongest = 1", "2 strongest sources"},
        Damage{"UPDATE matrices SET weights = x'00' WHERE step = 2", "wrong size"}, Damage{"UPDATE attention SET heads = 4 WHERE position = 15", "attention of token 15"},
        Damage{"UPDATE routers SET choice = x'00' WHERE position = 15", "routing of token 15"},
        Damage{"UPDATE tokens SET alternatives = x'00' WHERE position = 15", "alternatives of token 15"},
        Damage{"INSERT INTO results SELECT id, 'knockout', 'ablate 1:2', '', '{' FROM runs", "knockout result (ablate 1:2) is not JSON"}));

using Migrate = StoreTest;

const std::string kBackup = fmt::format("s.db.v{}.bak", detail::kFormat);

Result<std::unique_ptr<detail::Database>> raw(const fs::path& file) { return detail::Database::open(file, detail::Access::ReadWrite); }

constexpr int kNow = detail::kFormat;
constexpr detail::Migration kNext[] = {
    {kNow, "CREATE TABLE notes(run INTEGER REFERENCES runs(id), text TEXT NOT NULL) STRICT; INSERT INTO notes SELECT id, prompt FROM runs"},
    {kNow + 1, "ALTER TABLE notes ADD COLUMN author TEXT NOT NULL DEFAULT 'me'"}};

TEST_F(Migrate, WalksEveryStepAndKeepsABackup) {
    const auto x = write_example(*MUST(SessionWriter::open(file)));
    {
        const auto db = MUST(raw(file));
        MUST_DO(detail::migrate(*db, kNow, kNow + 2, kNext));
        EXPECT_EQ(MUST(db->number("PRAGMA user_version")), kNow + 2);
        EXPECT_EQ(MUST(db->number("SELECT count(*) FROM notes WHERE author = 'me'")), 1);
        EXPECT_EQ(MUST(db->number("PRAGMA foreign_keys")), 1);
    }
    EXPECT_FALSE(SessionReader::open(file));  // now it is of a newer program
    const auto backup = MUST(SessionReader::open(folder / kBackup));
    EXPECT_EQ(MUST(backup->transcript(x.run)), x.transcript);
    EXPECT_EQ(MUST(backup->check()), std::vector<std::string>());
}

TEST_F(Migrate, AFailedStepChangesNothing) {
    const auto x = write_example(*MUST(SessionWriter::open(file)));
    constexpr detail::Migration broken[] = {kNext[0], {kNow + 1, "INSERT INTO notes VALUES(77, 'points nowhere')"}};
    constexpr detail::Migration wrong[] = {kNext[0], {kNow + 1, "DROP TABLE no_such_table"}};
    for (const std::span<const detail::Migration> steps : {std::span<const detail::Migration>(broken), std::span<const detail::Migration>(wrong)}) {
        const auto db = MUST(raw(file));
        EXPECT_FALSE(detail::migrate(*db, kNow, kNow + 2, steps));
        EXPECT_EQ(MUST(db->number("PRAGMA user_version")), kNow);
        EXPECT_EQ(MUST(db->number("SELECT count(*) FROM sqlite_schema WHERE name = 'notes'")), 0);
        // A backup is never written over.
        const auto again = detail::migrate(*db, kNow, kNow + 2, kNext);
        ASSERT_FALSE(again);
        expect_sentence(again.error(), ErrorKind::BadInput, file);
        EXPECT_TRUE(fs::remove(folder / kBackup));
    }
    EXPECT_EQ(MUST(MUST(SessionReader::open(file))->transcript(x.run)), x.transcript);
}

TEST_F(Migrate, AGapInTheWayIsRefusedAtOnce) {
    write_example(*MUST(SessionWriter::open(file)));
    const auto db = MUST(raw(file));
    EXPECT_FALSE(detail::migrate(*db, kNow, kNow + 3, kNext));
    EXPECT_FALSE(fs::exists(folder / kBackup));
}

TEST_F(Migrate, TheProgramsOwnStepsReachItsFormat) {
    int format = detail::kFormat - static_cast<int>(detail::migrations().size());
    for (const auto& step : detail::migrations()) EXPECT_EQ(step.from, format++);
}

TEST_F(Migrate, AFileOfFormat1OpensWithAllItHolds) {
    // Written by the program when its format was 1: one run of R1-mini.
    fs::copy_file(fs::path(REASONSCOPE_SOURCE_DIR) / "tests/data/session/format1.db", file);
    EXPECT_FALSE(SessionReader::open(file));
    const auto writer = MUST(SessionWriter::open(file));
    EXPECT_TRUE(fs::exists(file.string() + ".v1.bak"));
    MUST_DO(writer->set_result(RunId{1}, "knockout", "ablate 1:2", R"({"effect":0.5})"));
    Mark note;
    note.run = RunId{1};
    note.step = StepId{3};
    note.kind = MarkKind::Note;
    note.text = "here";
    EXPECT_EQ(MUST(writer->set_mark(note)), 1);
    const auto reader = MUST(SessionReader::open(file));
    EXPECT_EQ(MUST(reader->check()), std::vector<std::string>());
    const auto run = MUST(reader->run(RunId{1}));
    EXPECT_EQ(run.answer, "5");
    EXPECT_EQ(run.generated_tokens, 52);
    EXPECT_FALSE(run.hidden);
    EXPECT_TRUE(MUST(reader->transcript(RunId{1})).ends_with("\n5<｜end▁of▁sentence｜>")) << MUST(reader->transcript(RunId{1}));
    EXPECT_EQ(MUST(reader->results(RunId{1})).size(), 1U);
    EXPECT_TRUE(MUST(reader->branches()).empty());
    EXPECT_EQ(MUST(reader->marks(RunId{1})).at(0).text, "here");
}

TEST_F(Migrate, LabelsOfFormat2AreNoLongerCalledObserved) {
    // Written by the program when its format was 2: run 1 imported from a labelled trace, run 2 of R1-mini.
    fs::copy_file(fs::path(REASONSCOPE_SOURCE_DIR) / "tests/data/session/format2.db", file);
    EXPECT_FALSE(SessionReader::open(file));
    (void)MUST(SessionWriter::open(file));
    EXPECT_TRUE(fs::exists(file.string() + ".v2.bak"));
    const auto reader = MUST(SessionReader::open(file));
    EXPECT_EQ(MUST(reader->check()), std::vector<std::string>());
    const auto labels = MUST(reader->edges(RunId{1}));
    EXPECT_EQ(labels.size(), 2U);
    for (const Edge& edge : labels) EXPECT_EQ(edge.grade, EvidenceGrade::Labelled) << edge.method;
    const auto labelled = MUST(reader->steps(RunId{1}));
    EXPECT_EQ(labelled.at(0).step.judge, StepJudge::Unknown) << "the problem has no label";
    EXPECT_EQ(labelled.at(1).step.judge, StepJudge::Labels);
    const auto measured = MUST(reader->edges(RunId{2}));
    EXPECT_FALSE(measured.empty());
    for (const Edge& edge : measured) EXPECT_EQ(edge.grade, EvidenceGrade::Observed) << edge.method;
    EXPECT_EQ(MUST(reader->steps(RunId{2})).back().step.judge, StepJudge::Unknown) << "nobody kept it then";
}

TEST_F(Migrate, NewFilesCarryTheirMarks) {
    write_example(*MUST(SessionWriter::open(file)));
    const auto db = MUST(raw(file));
    EXPECT_EQ(MUST(db->number("PRAGMA application_id")), 0x52534350);
    EXPECT_EQ(MUST(db->number("PRAGMA user_version")), detail::kFormat);
    EXPECT_EQ(MUST(db->number("SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'")), 1);
    EXPECT_EQ(MUST(db->number("PRAGMA auto_vacuum")), 2);
}

}  // namespace
}  // namespace reasonscope::test
