#pragma once
// A headless Chromium, driven over the DevTools protocol's pipe: no port, no driver program.

#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace reasonscope::test {

/// What a page asked for and complained about since it was opened.
struct PageNews {
    std::vector<std::string> requests;  // addresses, without the page itself
    std::vector<std::string> errors;    // console errors, exceptions, what the content policy refused
};

class Browser {
public:
    /// Where Chromium is; empty when it is not installed.
    static std::string program();
    /// Fails the test when the browser does not start.
    explicit Browser(const std::filesystem::path& profile);
    ~Browser();
    Browser(const Browser&) = delete;
    Browser& operator=(const Browser&) = delete;

    /// Opens the file and waits until it is loaded. `width` and `height` of the window in px.
    void open(const std::filesystem::path& file, int width = 1200, int height = 900, bool dark = false);
    /// The value of an expression in the page.
    nlohmann::json evaluate(const std::string& expression);
    /// Presses and releases the left button in the middle of the first element that matches; false when it can't be seen.
    bool click(const std::string& selector);
    void press(const std::string& key);
    void picture(const std::filesystem::path& png);
    PageNews& news() { return news_; }

private:
    nlohmann::json call(const std::string& method, nlohmann::json parameters = nlohmann::json::object(), bool in_page = true);
    nlohmann::json next();
    void note(const nlohmann::json& event);

    pid_t process_ = -1;
    int in_ = -1, out_ = -1;
    int last_id_ = 0;
    std::string buffer_, session_, page_;
    bool loaded_ = false;
    PageNews news_;
};

}  // namespace reasonscope::test
