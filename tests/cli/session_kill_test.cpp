// kill -9 of `reasonscope ask` in the middle of a run, 20 times: the session opens, is clean, and has every token that was
// printed more than a second before.

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <regex>

#include <nlohmann/json.hpp>

#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace reasonscope::test {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// What a program printed until it was killed, piece by piece.
struct Killed {
    bool ended_by_itself = false;
    Clock::time_point at;
    std::vector<std::pair<Clock::time_point, std::string>> pieces;
};

/// Kills `command` at `delay` after it has begun to print.
Killed kill_after(const std::vector<std::string>& command, milliseconds delay) {
    int out[2];
    if (::pipe2(out, O_CLOEXEC) != 0) std::abort();
    std::vector<char*> arguments;
    for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(out[1], 1);
        ::execv(arguments[0], arguments.data());
        ::_exit(127);
    }
    ::close(out[1]);
    Killed result;
    for (;;) {
        const bool started = !result.pieces.empty();
        const auto left = started ? std::chrono::duration_cast<milliseconds>(result.pieces.front().first + delay - Clock::now()) : milliseconds(-1);
        if (started && left.count() <= 0) break;
        pollfd wait{out[0], POLLIN, 0};
        if (::poll(&wait, 1, started ? static_cast<int>(left.count()) : -1) <= 0) continue;
        char buffer[4096];
        const ssize_t n = ::read(out[0], buffer, sizeof buffer);
        if (n <= 0) break;
        result.pieces.emplace_back(Clock::now(), std::string(buffer, static_cast<std::size_t>(n)));
    }
    result.at = Clock::now();
    ::kill(child, SIGKILL);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    result.ended_by_itself = !WIFSIGNALED(status);
    ::close(out[0]);
    return result;
}

/// Letters, digits and signs alone: tags, half characters and white space are printed otherwise than they are stored.
std::string plain(const std::string& text) {
    static const std::regex kTag("<｜[^<>]*｜>|</?think>");
    std::string out;
    for (const char c : std::regex_replace(text, kTag, ""))
        if (static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F) out += c;
    return out;
}

/// The bundled model with a long context and no stop token, so that a run outlives every kill on any machine.
std::filesystem::path endless_model(const TempFolder& folder) {
    const std::filesystem::path bundled(REASONSCOPE_SOURCE_DIR "/resources/models/r1-mini");
    const auto out = folder / "endless";
    std::filesystem::create_directory(out);
    for (const auto* name : {"model.safetensors", "tokenizer.json", "tokenizer_config.json"})
        std::filesystem::create_symlink(bundled / name, out / name);
    for (const auto* name : {"config.json", "generation_config.json"}) {
        auto json = nlohmann::json::parse(std::ifstream(bundled / name));
        json.erase("eos_token_id");
        if (json.contains("max_position_embeddings")) json["max_position_embeddings"] = 16384;
        std::ofstream(out / name) << json;
    }
    return out;
}

TEST(SessionKill, LosesNothingOlderThanASecond) {
    if (!std::filesystem::exists(REASONSCOPE_SOURCE_DIR "/resources/models/r1-mini/config.json"))
        GTEST_SKIP() << "the bundled model is not there";
    const TempFolder folder;
    const auto file = (folder / "s.db").string();
    const auto model = endless_model(folder).string();
    std::mt19937 random(static_cast<unsigned>(::getpid()));
    std::size_t proven = 0;
    for (int round = 0; round < 20; ++round) {
        std::vector<std::string> command{REASONSCOPE_BINARY, "ask", "a = 4. b = a + 7. c = b * 2. d = c - 5. e = d + a. f = e + c. What is f?",
                                         "--model", model, "--session", file, "--max-tokens", "100000"};
        if (round % 4 != 0) command.insert(command.end(), {"--temperature", "1.5", "--seed", std::to_string(random())});
        const auto killed = kill_after(command, milliseconds(random() % (round % 4 == 0 ? 300 : 2500)));
        ASSERT_FALSE(killed.pieces.empty()) << "ask printed nothing";
        ASSERT_FALSE(killed.ended_by_itself) << "ask ended before it was killed";

        const auto checked = run_program({REASONSCOPE_BINARY, "sessions", "check", file});
        ASSERT_EQ(checked.status, 0) << checked.out << checked.err;
        const auto shown = run_program({REASONSCOPE_BINARY, "sessions", "show", file, "--run", std::to_string(round + 1), "--json"});
        ASSERT_EQ(shown.status, 0) << shown.err;
        const auto run = nlohmann::json::parse(shown.out);
        EXPECT_NE(run["state"], "running");
        std::string old;
        for (const auto& [when, text] : killed.pieces)
            if (killed.at - when > milliseconds(1000)) old += text;
        const auto stored = plain(run["transcript"].get<std::string>()), printed = plain(old);
        proven += printed.size();
        EXPECT_NE(stored.find(printed), std::string::npos) << "printed: " << printed << "\nstored: " << stored;
    }
    EXPECT_GT(proven, 0U) << "no run was old enough to prove anything";
    const auto listed = run_program({REASONSCOPE_BINARY, "sessions", "list", file, "--json"});
    EXPECT_EQ(nlohmann::json::parse(listed.out)["runs"].size(), 20U);
}

}  // namespace
}  // namespace reasonscope::test
