// A report that was exported opens again as a session, and says the same when it is exported once more.

#include "report/read_json.h"

#include <nlohmann/json.hpp>

#include "store/knockout_record.h"
#include "support.h"

namespace reasonscope {
namespace {

using Json = nlohmann::ordered_json;

std::unique_ptr<SessionWriter> open(const std::filesystem::path& file) { return std::move(SessionWriter::open(file).value()); }

/// The report of a run, without what a new session must change.
Json exported(const std::filesystem::path& file, RunId run) {
    const auto report = build_report(*SessionReader::open(file).value(), run);
    EXPECT_TRUE(report) << report.error().message;
    Json json = Json::parse(to_json(*report));
    json["run"].erase("id");
    json["run"].erase("created");
    return json;
}

TEST(ReadJson, EveryStoryComesBackWhole) {
    for (const auto& story : {sample::variable_chain(), sample::long_chain(), sample::chinese_latex(), sample::hostile(), sample::truncated(), sample::untraced()}) {
        const TempFolder folder;
        const auto first = folder / "a.db", second = folder / "b.db";
        RunId run;
        {
            const auto writer = open(first);
            run = sample::write(*writer, story).value();
            KnockoutRecord record;
            record.places.experts = {{1, 2}};
            record.effect.divergence = {0.25F};
            ASSERT_TRUE(writer->set_result(run, kKnockoutKind, knockout_key(record.places), to_json(record)));
            ASSERT_TRUE(writer->set_mark({0, run, StepId(1), std::nullopt, MarkKind::Note, "odd <b> 这里"}));
            ASSERT_TRUE(writer->set_mark({0, run, std::nullopt, TokenPos(2), MarkKind::Bookmark, ""}));
        }
        const std::string text = to_json(build_report(*SessionReader::open(first).value(), run).value());
        RunId copy;
        {
            const auto writer = open(second);
            (void)sample::write(*writer, sample::untraced()).value();  // the number differs
            const auto imported = import_report(*writer, text);
            ASSERT_TRUE(imported) << imported.error().message;
            copy = *imported;
        }
        EXPECT_EQ(exported(first, run), exported(second, copy));
        const auto reader = SessionReader::open(second).value();
        EXPECT_TRUE(reader->check().value().empty()) << reader->check().value().front();
        EXPECT_EQ(reader->run(copy).value().start.fingerprint, SessionReader::open(first).value()->run(run).value().start.fingerprint);
        EXPECT_EQ(reader->run(copy).value().start.model_path, "");
        EXPECT_EQ(reader->results(copy, kKnockoutKind).value().size(), 1U);
        EXPECT_EQ(reader->marks(copy).value().size(), 2U);
    }
}

TEST(ReadJson, VersionOneOpensWithoutRouting) {
    const TempFolder folder;
    Json json = Json::parse(to_json(report_of(sample::variable_chain())));
    json["format_version"] = 1;
    for (const char* later : {"routing", "results"}) json.erase(later);
    json["model"].erase("shape");
    const auto writer = open(folder / "a.db");
    const auto run = import_report(*writer, json.dump());
    ASSERT_TRUE(run) << run.error().message;
    const auto report = build_report(*SessionReader::open(folder / "a.db").value(), *run).value();
    EXPECT_EQ(report.model.layers, 5);
    EXPECT_TRUE(report.routing.empty());
    EXPECT_EQ(report.run.answer, "22");
}

TEST(ReadJson, WhatDoesNotFitIsRefusedAndLeavesNothing) {
    const TempFolder folder;
    const Json good = Json::parse(to_json(report_of(sample::variable_chain())));
    const auto writer = open(folder / "a.db");
    std::vector<std::string> broken = {"", "{", "[]", "{}", R"({"format":"reasonscope-report"})", R"({"format":7,"format_version":1})"};
    const auto with = [&](const auto& change) {
        Json json = good;
        change(json);
        broken.push_back(json.dump());
    };
    with([](Json& j) { j["format_version"] = kReportJsonVersion + 1; });
    for (const auto& [key, value] : good.items()) {
        const std::string name = key;
        if (name == "confidence" || name == "influences" || name == "tree" || name == "decisions" || name == "experts" || name == "limits" || name == "routing" || name == "results" || name == "abandoned" || name == "expert_findings" || name == "claims" || name == "marks" || name == "language") continue;
        with([&](Json& j) { j.erase(name); });
        with([&](Json& j) { j[name] = Json::array({Json::array({1, "x"})}); });
    }
    with([](Json& j) { j["marks"] = Json::array({Json::array({1, "x"})}); });
    with([](Json& j) { j["marks"] = Json::array({{{"kind", "wish"}, {"text", ""}, {"step", 1}}}); });
    with([](Json& j) { j["tokens"][3]["position"] = 9; });
    with([](Json& j) { j["tokens"][3]["id"] = 1e300; });
    with([](Json& j) { j["tokens"][3]["id"] = 99999999999; });
    with([](Json& j) { j["tokens"].back()["text_hex"] = "4"; });
    with([](Json& j) { j["tokens"].back()["generated"] = false; });
    with([](Json& j) { j["steps"][5]["text"] = "something else"; });
    with([](Json& j) { j["steps"][5]["first_token"] = -1; });
    with([](Json& j) { j["steps"][5]["last_token"] = 100000; });
    with([](Json& j) { j["steps"][5]["class"] = "dreaming"; });
    with([](Json& j) { j["edges"][0]["source"] = 99; });
    with([](Json& j) { j["edges"][0]["weight"] = nullptr; });
    with([](Json& j) { j["edges"].push_back(j["edges"][0]); });
    with([](Json& j) { j["edges"][0]["strongest"] = j["edges"][1]["strongest"] = true; });
    with([](Json& j) { j["matrices"][0]["rows"][3] = Json::array({1}); });
    with([](Json& j) { j["matrices"][0]["n"] = 1000000; });
    with([](Json& j) { j["prompt_spans"][0] = {5, 100000}; });
    with([](Json& j) { j["routing"]["experts"] = 0; });
    with([](Json& j) { j["routing"]["tokens"][0]["chosen"] = Json::array({1}); });
    with([](Json& j) { j["routing"]["tokens"][0]["chosen"][0] = 99; });
    for (const std::string& text : broken) {
        const auto refused = import_report(*writer, text);
        ASSERT_FALSE(refused) << "case " << &text - broken.data();
        EXPECT_EQ(refused.error().message.find('\n'), std::string::npos);
        EXPECT_EQ(refused.error().kind, ErrorKind::BadInput) << refused.error().message;
    }
    EXPECT_TRUE(SessionReader::open(folder / "a.db").value()->runs().value().empty());
}

}  // namespace
}  // namespace reasonscope
