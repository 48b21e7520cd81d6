// Questions in SQL: what is answered, what is refused, when it stops.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "tests/store/support.h"

namespace reasonscope {
namespace {

/// One run of 40 tokens in eight steps whose classes and uncertainties differ.
class QueryTest : public test::StoreTest {
protected:
    void SetUp() override {
        auto writer = MUST(SessionWriter::open(file));
        const auto start = test::example_start();
        const RunId run = MUST(writer->begin_run(start));
        const int prompt = static_cast<int>(start.prompt_ids.size());
        std::uint32_t byte = static_cast<std::uint32_t>(start.rendered_prompt.size());
        std::vector<StoredStep> steps;
        std::string thinking;
        for (int i = 0; i < 8; ++i) {
            StoredStep& stored = steps.emplace_back();
            stored.step = {StepId(i), StepSource::Thinking, {byte, byte}, TokenPos(prompt + 5 * i), TokenPos(prompt + 5 * i + 5), static_cast<StepClass>(i % 4 + 3), 0.5F};
            for (int k = 0; k < 5; ++k) {
                auto token = test::example_token(prompt + 5 * i + k, k == 0 ? " step" : " w" + std::to_string(i));
                token.entropy = 0.1F * static_cast<float>((i * 7 + k * 3) % 11);
                token.probability = 1.0F / (1.0F + token.entropy);
                MUST_DO(writer->add_token(run, token, {}, {}, {}));
                stored.text += token.text;
                byte += static_cast<std::uint32_t>(token.text.size());
            }
            stored.step.bytes.end = byte;
            thinking += stored.text;
        }
        MUST_DO(writer->set_steps(run, steps, thinking, "22"));
        MUST_DO(writer->end_run(run, {}));
        writer.reset();
        reader_ = MUST(SessionReader::open(file));
    }

    Result<QueryTable> ask(const std::string& sql, QueryLimits limits = {}, std::stop_token stop = {}) { return reader_->query(sql, limits, std::move(stop)); }
    std::string error(const std::string& sql) {
        const auto answer = ask(sql);
        return answer ? "" : answer.error().message;
    }

    std::unique_ptr<SessionReader> reader_;
};

TEST_F(QueryTest, ASelectIsAnsweredWithItsTypes) {
    const auto table = ask("SELECT id AS run, 1.5 AS half, NULL AS none, x'0102' AS bytes, 'é' AS text FROM runs;");
    ASSERT_TRUE(table) << table.error().message;
    EXPECT_EQ(table->columns, (std::vector<std::string>{"run", "half", "none", "bytes", "text"}));
    ASSERT_EQ(table->rows.size(), 1u);
    EXPECT_EQ(table->rows[0], (std::vector<QueryValue>{std::int64_t{1}, 1.5, std::monostate{}, std::string("(2 bytes)"), std::string("é")}));
    EXPECT_FALSE(table->cut);
    EXPECT_EQ(table->column("half"), 1);
    EXPECT_EQ(table->column("other"), -1);
}

TEST_F(QueryTest, RowsAreCutAtTheLimit) {
    const auto table = ask("SELECT position FROM tokens", {.rows = 3});
    ASSERT_TRUE(table);
    EXPECT_EQ(table->rows.size(), 3u);
    EXPECT_TRUE(table->cut);
}

TEST_F(QueryTest, WhatWouldChangeAnythingIsRefused) {
    const auto bytes = [&] {
        std::ifstream in(file, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(in), {});
    };
    const std::string before = bytes();
    for (const char* sql : {"DELETE FROM runs", "UPDATE runs SET answer = ''", "INSERT INTO meta VALUES('a', 'b')", "DROP TABLE runs", "CREATE TABLE x(y)",
                            "CREATE TEMP TABLE x(y)", "ATTACH 'other.db' AS o", "PRAGMA query_only=OFF", "PRAGMA user_version=9", "VACUUM INTO 'copy.db'",
                            "BEGIN", "SELECT load_extension('x')", "INSERT INTO search(search) VALUES('rebuild')", "WITH a AS (SELECT 1) DELETE FROM runs"}) {
        EXPECT_EQ(error(sql), "Only reading is allowed here; ask with a SELECT.") << sql;
    }
    EXPECT_NE(error("UPDATE sqlite_master SET sql = ''").find("may not be modified"), std::string::npos);  // SQLite's own words
    EXPECT_EQ(bytes(), before);
    EXPECT_FALSE(std::filesystem::exists("copy.db"));
}

TEST_F(QueryTest, MistakesAreSaidInOneSentence) {
    EXPECT_EQ(error(""), "There is nothing to ask; write a SELECT.");
    EXPECT_EQ(error("-- only a remark"), "There is nothing to ask; write a SELECT.");
    EXPECT_EQ(error("SELECT 1; SELECT 2"), "One question at a time: leave out what stands behind the first semicolon.");
    EXPECT_EQ(error("SELECT colour FROM runs"), "The query was not understood: no such column: colour.");
    EXPECT_EQ(error("SELEC 1"), "The query was not understood: near \"SELEC\": syntax error.");
}

TEST_F(QueryTest, AnEndlessQueryStopsByTimeAndByRequest) {
    const std::string endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n";
    const auto late = ask(endless, {.time = std::chrono::milliseconds(30)});
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().message, "The query was stopped after 0.03 s; ask for less.");
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = ask(endless, {}, stop.get_token());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::Cancelled);
    EXPECT_TRUE(reader_->runs()) << "the reader works as before";
}

/// The readable twin: the same steps found by walking through the rows that the reader gives.
std::vector<std::int64_t> steps_by_hand(const SessionReader& reader, StepClass cls, double above) {
    std::vector<std::int64_t> found;
    const auto tokens = reader.tokens(RunId(1), TokenPos(0), TokenPos(1 << 20)).value();
    const auto steps = reader.steps(RunId(1)).value();
    for (const StoredStep& stored : steps) {
        double sum = 0;
        int count = 0;
        for (const TokenRow& token : tokens) {
            if (!token.generated || token.position < stored.step.first || !(token.position < stored.step.last)) continue;
            sum += static_cast<double>(token.entropy);
            ++count;
        }
        if (stored.step.cls == cls && count > 0 && sum / count > above) found.push_back(stored.step.id.value);
    }
    return found;
}

TEST_F(QueryTest, AFilterFindsWhatWalkingThroughFinds) {
    for (const double above : {0.0, 0.35, 0.5, 1.0}) {
        for (int cls = 0; cls < 9; ++cls) {
            StepFilter filter;
            filter.step_class = static_cast<StepClass>(cls);
            filter.entropy_above = above;
            const auto table = ask(filter_sql(filter));
            ASSERT_TRUE(table) << table.error().message << "\n" << filter_sql(filter);
            std::vector<std::int64_t> found;
            for (const auto& row : table->rows) found.push_back(std::get<std::int64_t>(row[static_cast<std::size_t>(table->column("step"))]));
            std::sort(found.begin(), found.end());
            EXPECT_EQ(found, steps_by_hand(*reader_, *filter.step_class, above)) << filter_sql(filter);
        }
    }
}

TEST_F(QueryTest, EveryFilterIsASelectThatRuns) {
    StepFilter all;
    all.text = "it's 100% \"y\"";
    all.answer = "2_2\\'";
    all.model = "r1";
    all.from = "2020-01-01";
    all.to = "2030-01-01";
    EXPECT_EQ(error(filter_sql(all)), "") << filter_sql(all);
    all.confidence_below = 0.5;
    EXPECT_EQ(error(filter_sql(all)), "") << filter_sql(all);
    EXPECT_TRUE(StepFilter{}.empty());
    StepFilter words;
    words.text = "step w3 w3";
    EXPECT_EQ(ask(filter_sql(words))->rows.size(), reader_->search("step w3 w3")->size());
    words.text = "w3";
    EXPECT_EQ(ask(filter_sql(words))->rows.size(), reader_->search("w3")->size());
    StepFilter runs;
    runs.answer = "22";
    EXPECT_EQ(ask(filter_sql(runs))->rows.size(), 1u);
    runs.answer = "23";
    EXPECT_EQ(ask(filter_sql(runs))->rows.size(), 0u);
}

}  // namespace
}  // namespace reasonscope
