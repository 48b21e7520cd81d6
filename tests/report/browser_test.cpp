// The HTML report in a real browser: clicks in the tree work, nothing complains, nothing is asked of a network. Each check is shown to
// fail on a page that was spoilt.

#include <fstream>

#include "browser.h"
#include "base/file.h"
#include "support.h"

namespace reasonscope {
namespace {

class HtmlInBrowser : public ::testing::Test {
protected:
    void SetUp() override {
        if (test::Browser::program().empty()) GTEST_SKIP() << "Chromium is not installed";
        browser_ = std::make_unique<test::Browser>(folder_ / "profile");
    }
    void show(const std::string& html, int width = 1200) {
        const auto file = folder_ / "report.html";
        ASSERT_TRUE(write_file(file, html));
        browser_->open(file, width);
    }
    /// Lets late errors and requests arrive.
    test::PageNews& settled() {
        browser_->evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))");
        return browser_->news();
    }
    static std::string spoilt(std::string html, const std::string& from, const std::string& to) {
        const auto at = html.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        return at == std::string::npos ? html : html.replace(at, from.size(), to);
    }
    /// The page without its content policy, so that what is put into it may run.
    static std::string without_policy(const std::string& html) {
        const auto begin = html.find("<meta http-equiv"), end = html.find('\n', begin);
        return html.substr(0, begin) + html.substr(end);
    }
    [[nodiscard]] bool selected(const std::string& step) {
        return browser_->evaluate("document.querySelector('article.on')?.dataset.step === '" + step + "'").get<bool>();
    }

    TempFolder folder_;
    std::unique_ptr<test::Browser> browser_;
};

TEST_F(HtmlInBrowser, AClickInTheTreeSelectsTheStepAndItsSources) {
    const Report report = report_of(sample::variable_chain());
    show(to_html(report));
    const std::string root = std::to_string(report.tree.front().step.value);
    EXPECT_FALSE(selected(root));
    ASSERT_TRUE(browser_->click("svg.tree a[data-step='" + root + "']"));
    EXPECT_TRUE(selected(root));
    EXPECT_TRUE(browser_->evaluate("document.documentElement.classList.contains('picked')").get<bool>());
    EXPECT_GT(browser_->evaluate("document.querySelectorAll('svg.tree a.src').length").get<int>(), 0) << "its sources are marked";
    browser_->press("Escape");
    EXPECT_FALSE(browser_->evaluate("document.documentElement.classList.contains('picked')").get<bool>());
    // A leaf of the tree, and a link in the list of steps.
    const std::string leaf = std::to_string(report.tree.back().step.value);
    ASSERT_TRUE(browser_->click("svg.tree a[data-step='" + leaf + "']"));
    EXPECT_TRUE(selected(leaf));
    ASSERT_TRUE(browser_->click("article .rests a[data-rests]:not([data-rests='" + leaf + "'])"));
    EXPECT_FALSE(selected(leaf));
    const test::PageNews& news = settled();
    EXPECT_EQ(news.errors, std::vector<std::string>{});
    EXPECT_EQ(news.requests, std::vector<std::string>{});
}

TEST_F(HtmlInBrowser, NothingComplainsWhateverTheModelWrote) {
    for (const auto& story : {sample::long_chain(), sample::chinese_latex(), sample::hostile(), sample::truncated(), sample::untraced()}) {
        const Report report = report_of(story);
        show(to_html(report));
        if (!report.tree.empty()) {
            EXPECT_TRUE(browser_->click("svg.tree a[data-step]"));
        }
        const test::PageNews& news = settled();
        EXPECT_EQ(news.errors, std::vector<std::string>{}) << report.run.start.prompt;
        EXPECT_EQ(news.requests, std::vector<std::string>{}) << report.run.start.prompt;
        EXPECT_EQ(browser_->evaluate("document.documentElement.scrollWidth <= window.innerWidth"), true) << "the page scrolls sideways: " << report.run.start.prompt;
    }
}

TEST_F(HtmlInBrowser, FormulasAreDrawnAndTheirSourceIsOneKeyAway) {
    show(to_html(report_of(sample::chinese_latex())));
    EXPECT_GT(browser_->evaluate("document.querySelectorAll('math').length").get<int>(), 2);
    const std::string height = "document.querySelector('math msqrt').getBoundingClientRect().height";
    EXPECT_GT(browser_->evaluate(height).get<double>(), 10);
    EXPECT_EQ(browser_->evaluate("document.querySelector('.m').title"), browser_->evaluate("document.querySelector('.m .tex').textContent"));
    browser_->press("m");
    EXPECT_EQ(browser_->evaluate(height), 0);
    EXPECT_GT(browser_->evaluate("document.querySelector('.m .tex').getBoundingClientRect().height").get<double>(), 5);
    ASSERT_TRUE(browser_->click("#formulas"));
    EXPECT_GT(browser_->evaluate(height).get<double>(), 10);
}

// The checks above can fail.

TEST_F(HtmlInBrowser, AnErrorInTheConsoleIsSeen) {
    const std::string html = without_policy(to_html(report_of(sample::variable_chain())));
    show(spoilt(html, "<script>", "<script>console.error('spoilt');</script><script>"));
    EXPECT_EQ(settled().errors.size(), 1U);
    show(spoilt(html, "<script>", "<script>missing.thing();</script><script>"));
    EXPECT_EQ(settled().errors.size(), 1U);
}

TEST_F(HtmlInBrowser, WhatThePolicyRefusesIsSeen) {
    show(spoilt(to_html(report_of(sample::variable_chain())), "<main>", "<main><script>document.title = 'run'</script>"));
    EXPECT_EQ(settled().errors.size(), 1U);
    EXPECT_NE(browser_->evaluate("document.title"), "run");
}

TEST_F(HtmlInBrowser, ARequestIsSeen) {
    show(spoilt(without_policy(to_html(report_of(sample::variable_chain()))), "<main>", "<main><img src=\"http://127.0.0.1:9/x.png\">"));
    EXPECT_EQ(settled().requests, std::vector<std::string>{"http://127.0.0.1:9/x.png"});
}

TEST_F(HtmlInBrowser, AClickThatDoesNothingIsSeen) {
    const Report report = report_of(sample::variable_chain());
    const std::string root = std::to_string(report.tree.front().step.value), node = "svg.tree a[data-step='" + root + "']";
    show(spoilt(without_policy(to_html(report)), "addEventListener('click'", "addEventListener('klick'"));
    ASSERT_TRUE(browser_->click(node));
    EXPECT_FALSE(browser_->evaluate("document.documentElement.classList.contains('picked') && !document.querySelector(':hover')").get<bool>());
    // Something lies over the tree: there is nothing to click.
    show(spoilt(without_policy(to_html(report)), "<main>", "<main><div style=\"position:fixed;inset:0;z-index:9\"></div>"));
    EXPECT_FALSE(browser_->click(node));
}

}  // namespace
}  // namespace reasonscope
