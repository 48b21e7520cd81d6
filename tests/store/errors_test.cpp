// Files that are no session, damaged, newer, in the way or out of space: one sentence, and nothing is lost.

#include <sys/mount.h>
#include <sys/stat.h>

#include "store/detail/schema.h"
#include "tests/store/support.h"

namespace reasonscope::test {
namespace {

using Errors = StoreTest;

/// Permissions don't bind root: such tests drop to "nobody" for a while.
class AsNobody {
public:
    AsNobody() { dropped_ = geteuid() == 0 && seteuid(65534) == 0; }
    AsNobody(const AsNobody&) = delete;
    AsNobody& operator=(const AsNobody&) = delete;
    ~AsNobody() {
        if (dropped_ && seteuid(0) != 0) abort();
    }

private:
    bool dropped_ = false;
};

void expect_refused(const fs::path& file, std::string_view words, ErrorKind kind = ErrorKind::BadInput) {
    const auto reader = SessionReader::open(file);
    ASSERT_FALSE(reader) << words;
    expect_sentence(reader.error(), kind, file);
    EXPECT_NE(reader.error().message.find(words), std::string::npos) << reader.error().message;
}

void expect_refused_for_writing(const fs::path& file, std::string_view words, ErrorKind kind = ErrorKind::BadInput) {
    const auto writer = SessionWriter::open(file);
    ASSERT_FALSE(writer) << words;
    expect_sentence(writer.error(), kind, file);
    EXPECT_NE(writer.error().message.find(words), std::string::npos) << writer.error().message;
}

std::size_t files_in(const fs::path& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST_F(Errors, WhatIsNoSession) {
    expect_refused(file, "There is no session");
    EXPECT_FALSE(fs::exists(file));
    expect_refused(folder.path(), "folder");
    expect_refused_for_writing(folder.path(), "folder");
    expect_refused("/dev/null", "not a session");
    expect_refused_for_writing("/dev/null", "not a file");
    expect_refused_for_writing(folder / "missing/s.db", "cannot be written");

    write_bytes(file, "hello, I am a letter, and long enough to be read as a header of a hundred bytes; so says the reader of it.");
    expect_refused(file, "not a Reasonscope session");
    expect_refused_for_writing(file, "not a Reasonscope session");
    write_bytes(file, "");
    expect_refused(file, "no session yet");
    fs::remove(file);
    vandalise(file, "CREATE TABLE recipes(name TEXT); INSERT INTO recipes VALUES('soup');");
    const auto before = bytes_of(file);
    expect_refused(file, "another program");
    expect_refused_for_writing(file, "another program");
    EXPECT_EQ(bytes_of(file), before);
}

TEST_F(Errors, NewerOrForeignSchema) {
    write_example(*MUST(SessionWriter::open(file)));
    const auto good = bytes_of(file);
    vandalise(file, "PRAGMA user_version=9");
    expect_refused(file, fmt::format("was written by a newer Reasonscope (format 9; this one reads up to {}): update the program", detail::kFormat));
    expect_refused_for_writing(file, "update the program");
    write_bytes(file, good);
    vandalise(file, "PRAGMA user_version=0");
    expect_refused(file, "older format 0");
    expect_refused_for_writing(file, "cannot read");
    EXPECT_FALSE(fs::exists(folder / "s.db.v0.bak"));
    write_bytes(file, good);
    vandalise(file, "DROP TABLE segments");
    expect_refused(file, "damaged");
    expect_refused_for_writing(file, "damaged");
    write_bytes(file, good);
    vandalise(file, "CREATE TRIGGER t AFTER INSERT ON tokens BEGIN DELETE FROM runs; END");
    expect_refused(file, "damaged");
    expect_refused_for_writing(file, "damaged");
}

TEST_F(Errors, TwoWriters) {
    auto first = MUST(SessionWriter::open(file));
    expect_refused_for_writing(file, fmt::format("is being written by another Reasonscope (process {})", getpid()));
    fs::create_symlink(file, folder / "link.db");
    EXPECT_FALSE(SessionWriter::open(folder / "link.db"));  // another name of the same file
    const auto x = write_example(*first);
    first.reset();
    EXPECT_EQ(files_in(folder.path()), 2U);  // the session and its symbolic link
    auto second = MUST(SessionWriter::open(folder / "link.db"));
    EXPECT_EQ(MUST(MUST(SessionReader::open(file))->run(x.run)).generated_tokens, 12);
}

TEST_F(Errors, ReadOnlyFileAndFolder) {
    const auto inner = folder / "inner";
    fs::create_directory(inner);
    const auto session = inner / "s.db";
    const auto x = write_example(*MUST(SessionWriter::open(session)));
    ASSERT_EQ(chmod(folder.path().c_str(), 0755), 0);
    ASSERT_EQ(chmod(session.c_str(), 0444), 0);
    const auto before = bytes_of(session);
    for (const mode_t mode : {0777, 0555}) {
        ASSERT_EQ(chmod(inner.c_str(), mode), 0);
        const AsNobody nobody;
        expect_refused_for_writing(session, "cannot be written");
        if (mode == 0555) expect_refused_for_writing(inner / "new.db", "cannot be written");
        const auto reader = SessionReader::open(session);
        ASSERT_TRUE(reader) << reader.error().message;
        EXPECT_EQ(MUST((*reader)->transcript(x.run)), x.transcript);
        EXPECT_EQ(MUST((*reader)->check()), std::vector<std::string>());
    }
    ASSERT_EQ(chmod(inner.c_str(), 0755), 0);
    EXPECT_EQ(bytes_of(session), before);
}

TEST_F(Errors, ReadersLeaveNothingBehind) {
    auto writer = MUST(SessionWriter::open(file));
    const auto x = write_example(*writer);
    writer.reset();
    EXPECT_EQ(files_in(folder.path()), 1U);
    const auto before = bytes_of(file);
    {
        const auto a = MUST(SessionReader::open(file)), b = MUST(SessionReader::open(file));
        EXPECT_EQ(MUST(a->steps(x.run)).size(), 4U);
        EXPECT_EQ(MUST(b->check()).size(), 0U);
    }
    EXPECT_EQ(files_in(folder.path()), 1U);
    EXPECT_EQ(bytes_of(file), before);
}

TEST_F(Errors, TheLogOfAKilledWriterIsRead) {
    auto writer = MUST(SessionWriter::open(file));
    const auto x = write_example(*writer, 1, false);
    MUST_DO(writer->flush());
    // What a killed writer leaves: the file and its log, here without the shared-memory file.
    fs::create_directory(folder / "crash");
    const auto copy = folder / "crash/s.db";
    fs::copy_file(file, copy);
    fs::copy_file(folder / "s.db-wal", folder / "crash/s.db-wal");
    {
        const auto reader = MUST(SessionReader::open(copy));
        const auto run = MUST(reader->run(x.run));
        EXPECT_EQ(run.state, RunState::Interrupted);  // its writer is gone
        EXPECT_EQ(run.generated_tokens, 12);
        EXPECT_EQ(MUST(reader->check()), std::vector<std::string>());
    }
    EXPECT_EQ(MUST(MUST(SessionReader::open(file))->run(x.run)).state, RunState::Running);
    const auto reopened = MUST(SessionWriter::open(copy));
    EXPECT_EQ(MUST(MUST(SessionReader::open(copy))->runs())[0].state, RunState::Interrupted);
}

TEST_F(Errors, AClosedWriterLeavesNoRunRunning) {
    RunId run;
    {
        auto writer = MUST(SessionWriter::open(file));
        run = write_example(*writer, 1, false).run;
    }
    EXPECT_EQ(MUST(MUST(SessionReader::open(file))->run(run)).state, RunState::Interrupted);
}

/// A small disk of its own; needs the right to mount.
class SmallDisk {
public:
    explicit SmallDisk(fs::path where) : where_(std::move(where)) {
        fs::create_directory(where_);
        mounted_ = mount("none", where_.c_str(), "tmpfs", 0, "size=1m") == 0;
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk() {
        if (mounted_) umount2(where_.c_str(), MNT_DETACH);
    }
    [[nodiscard]] bool mounted() const { return mounted_; }

private:
    fs::path where_;
    bool mounted_ = false;
};

TEST_F(Errors, FullDisk) {
    const SmallDisk disk(folder / "disk");
    if (!disk.mounted()) GTEST_SKIP() << "may not mount a small disk here";
    const auto session = folder / "disk/s.db";
    std::mt19937 random(3);
    const std::vector<TokenPos> segments{TokenPos{0}};
    RunId first, run;
    std::int32_t stored = 0;
    {
        auto writer = MUST(SessionWriter::open(session));
        first = write_example(*writer).run;
        const auto start = example_start();
        run = MUST(writer->begin_run(start));
        Status status;
        for (int i = 0; i < 5000 && status; ++i) {
            const auto attention = random_attention(random, 8, 8, 8, 1);
            status = writer->add_token(run, example_token(static_cast<int>(start.prompt_ids.size()) + i), attention, {}, segments);
            if (status && i % 20 == 0) {
                status = writer->flush();
                if (status) stored = i + 1;
            }
        }
        ASSERT_FALSE(status);
        expect_sentence(status.error(), ErrorKind::Failure, session);
        EXPECT_NE(status.error().message.find("is full"), std::string::npos) << status.error().message;
        EXPECT_GT(stored, 20);
        // The run takes no more tokens: they would leave a hole.
        EXPECT_FALSE(writer->add_token(run, example_token(9999), {}, {}, segments));
        const auto reader = MUST(SessionReader::open(session));
        EXPECT_GE(MUST(reader->run(run)).generated_tokens, stored);
        (void)writer->end_run(run, {RunState::Failed, status.error().message, 0, 0, 0});  // may or may not fit
    }
    const auto reader = SessionReader::open(session);
    ASSERT_TRUE(reader) << reader.error().message;
    EXPECT_GE(MUST((*reader)->run(run)).generated_tokens, stored);
    EXPECT_NE(MUST((*reader)->run(run)).state, RunState::Running);
    EXPECT_EQ(MUST((*reader)->run(first)).generated_tokens, 12);
    EXPECT_EQ(MUST((*reader)->check()), std::vector<std::string>());
    // No room at all, not even for a new file.
    std::ofstream filler(folder / "disk/filler");
    for (int i = 0; i < 2048 && filler; ++i) filler << std::string(1024, 'x') << std::flush;
    expect_refused_for_writing(folder / "disk/new.db", "full", ErrorKind::Failure);
}

/// Everything a reader can be asked; none may crash, each error is one sentence.
void ask_everything(const SessionReader& reader) {
    const auto calm = [](const auto& result) {
        EXPECT_TRUE(result || result.error().message.find('\n') == std::string::npos) << result.error().message;
    };
    calm(reader.runs());
    for (const RunId run : {RunId{1}, RunId{2}}) {
        calm(reader.run(run));
        calm(reader.tokens(run, TokenPos{0}, TokenPos{100}));
        calm(reader.steps(run));
        calm(reader.edges(run));
        calm(reader.matrix(run, "attention"));
        calm(reader.methods(run));
        calm(reader.transcript(run));
        for (int i = 0; i < 25; ++i) {
            calm(reader.attention(run, TokenPos{i}));
            calm(reader.router(run, TokenPos{i}));
            calm(reader.segment_begins(run, TokenPos{i}));
        }
        for (int i = 0; i < 4; ++i) calm(reader.head_grid(run, StepId{i}, {}));
        calm(reader.expert_loads(run, {}));
    }
    calm(reader.search("answer"));
    calm(reader.check());
}

TEST_F(Errors, DamageIsNeverACrash) {
    {
        auto writer = MUST(SessionWriter::open(file));
        write_example(*writer, 1);
        write_example(*writer, 2);
    }
    const auto good = bytes_of(file);
    std::mt19937 random(11);
    int refused = 0, unclean = 0;
    for (int i = 0; i < 200; ++i) {
        auto bad = good;
        if (i % 4 == 0) {
            bad.resize(random() % good.size());
        } else {
            const auto flips = 1 + random() % 40;
            for (unsigned k = 0; k < flips; ++k) bad[random() % (i % 4 == 1 ? 4096 : bad.size())] = static_cast<char>(random());
        }
        const auto copy = folder / fmt::format("bad{}.db", i);
        write_bytes(copy, bad);
        const auto reader = SessionReader::open(copy);
        if (reader) {
            ask_everything(**reader);
            const auto problems = (*reader)->check();
            if (!problems || !problems->empty()) ++unclean;
        } else {
            ++refused;
            EXPECT_NE(reader.error().kind, ErrorKind::Cancelled);
            EXPECT_EQ(reader.error().message.find('\n'), std::string::npos);
        }
        if (i % 10 == 0)
            if (auto writer = SessionWriter::open(copy)) (void)(*writer)->begin_run(example_start());
    }
    EXPECT_GT(refused, 20);
    EXPECT_GT(unclean, 20);
}

}  // namespace
}  // namespace reasonscope::test
