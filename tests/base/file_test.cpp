#include "base/file.h"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/temp_folder.h"

namespace reasonscope {
namespace {

namespace fs = std::filesystem;

std::string text_of(const MappedFile& map) {
    return {reinterpret_cast<const char*>(map.bytes().data()), map.bytes().size()};
}

TEST(ReadFile, GivesBackEveryByte) {
    const test::TempFolder folder;
    std::string bytes;
    for (int i = 0; i < 200'000; ++i) bytes.push_back(static_cast<char>(i * 31));
    EXPECT_EQ(read_file(folder.write("bytes", bytes)).value(), bytes);
    EXPECT_EQ(read_file(folder.write("empty", "")).value(), "");
}

TEST(ReadFile, ReadsWhatHasNoSize) {
    // A pipe's size is 0 although it has content.
    const test::TempFolder folder;
    const auto pipe = folder / "pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    const pid_t writer = ::fork();
    if (writer == 0) {
        std::FILE* f = std::fopen(pipe.c_str(), "w");
        std::fputs("through a pipe", f);
        std::fclose(f);
        ::_exit(0);
    }
    EXPECT_EQ(read_file(pipe).value(), "through a pipe");
    ::waitpid(writer, nullptr, 0);
}

TEST(ReadFile, SaysWhatIsWrong) {
    const test::TempFolder folder;
    const auto missing = read_file(folder / "missing");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, ErrorKind::BadInput);
    EXPECT_NE(missing.error().message.find("missing"), std::string::npos);
    EXPECT_NE(missing.error().message.find("No such file"), std::string::npos);
    const auto directory = read_file(folder.path());
    ASSERT_FALSE(directory);
    EXPECT_NE(directory.error().message.find("is a folder"), std::string::npos);
}

TEST(WriteFile, ReplacesAndLeavesNothingElseBehind) {
    const test::TempFolder folder;
    const auto path = folder.write("report.md", "old and longer");
    ASSERT_TRUE(write_file(path, "new"));
    EXPECT_EQ(read_file(path).value(), "new");
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 1);
}

TEST(WriteFile, LeavesTheOldFileWhenItCannotWrite) {
    const test::TempFolder folder;
    fs::create_directory(folder / "taken");
    folder.write("taken/inside", "kept");
    const Status onto_folder = write_file(folder / "taken", "text");  // a rename over a full folder fails
    ASSERT_FALSE(onto_folder);
    EXPECT_EQ(onto_folder.error().kind, ErrorKind::Failure);
    EXPECT_EQ(read_file(folder / "taken/inside").value(), "kept");
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 1);
    EXPECT_FALSE(write_file(folder / "no/such/folder/file", "text"));
}

TEST(WriteFile, AFullDiskIsASentence) {
    if (::access("/dev/full", W_OK) != 0) GTEST_SKIP() << "no /dev/full";
    const test::TempFolder folder;
    // The temporary file's name is the target's with a suffix, so a link under that name lands on the full device.
    const auto target = folder / "report.html";
    fs::create_symlink("/dev/full", target.string() + ".part" + std::to_string(::getpid()));
    const Status full = write_file(target, "text");
    ASSERT_FALSE(full);
    EXPECT_NE(full.error().message.find("No space left"), std::string::npos);
    EXPECT_FALSE(fs::exists(target));
}

TEST(MappedFile, ShowsTheFileAndSurvivesAMove) {
    const test::TempFolder folder;
    auto first = MappedFile::open(folder.write("a", "first file"));
    auto second = MappedFile::open(folder.write("b", "second"));
    ASSERT_TRUE(first && second);
    EXPECT_EQ(text_of(*first), "first file");
    MappedFile moved = std::move(*first);
    EXPECT_EQ(text_of(moved), "first file");
    moved = std::move(*second);
    EXPECT_EQ(text_of(moved), "second");
}

TEST(MappedFile, AnEmptyFileIsAnEmptyMap) {
    const test::TempFolder folder;
    const auto map = MappedFile::open(folder.write("empty", ""));
    ASSERT_TRUE(map);
    EXPECT_TRUE(map->bytes().empty());
}

TEST(MappedFile, SaysWhatIsWrong) {
    const test::TempFolder folder;
    EXPECT_EQ(MappedFile::open(folder / "missing").error().kind, ErrorKind::BadInput);
    EXPECT_EQ(MappedFile::open(folder.path()).error().kind, ErrorKind::BadInput);
}

}  // namespace
}  // namespace reasonscope
