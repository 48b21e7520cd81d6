#include "browser.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace reasonscope::test {
namespace {

using Json = nlohmann::json;

std::string from_base64(std::string_view text) {
    static constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    unsigned bits = 0;
    int held = 0;
    for (const char c : text) {
        const auto value = kLetters.find(c);
        if (value == std::string_view::npos) break;
        bits = bits << 6U | static_cast<unsigned>(value);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        out += static_cast<char>(bits >> static_cast<unsigned>(held) & 0xFFU);
    }
    return out;
}

}  // namespace

std::string Browser::program() {
    for (const char* path : {"/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"})
        if (access(path, X_OK) == 0) return path;
    return {};
}

Browser::Browser(const std::filesystem::path& profile) {
    // The browser reads commands from descriptor 3 and writes to 4.
    int commands[2], answers[2];
    if (pipe2(commands, O_CLOEXEC) != 0 || pipe2(answers, O_CLOEXEC) != 0) throw std::runtime_error("no pipe for the browser");
    const std::string path = program(), folder = "--user-data-dir=" + profile.string();
    process_ = fork();
    if (process_ == 0) {
        setpgid(0, 0);
        const int quiet = ::open("/dev/null", O_RDWR);
        dup2(quiet, 0), dup2(quiet, 1), dup2(quiet, 2);
        // Both ends may already be 3 or 4.
        const int read_end = fcntl(commands[0], F_DUPFD, 10), write_end = fcntl(answers[1], F_DUPFD, 10);
        dup2(read_end, 3), dup2(write_end, 4);
        execl(path.c_str(), path.c_str(), "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
              "--disable-sync", "--mute-audio", "--remote-debugging-pipe", folder.c_str(), "about:blank", static_cast<char*>(nullptr));
        _exit(127);
    }
    ::close(commands[0]), ::close(answers[1]);
    in_ = commands[1], out_ = answers[0];
    signal(SIGPIPE, SIG_IGN);
    const Json target = call("Target.createTarget", {{"url", "about:blank"}}, false);
    session_ = call("Target.attachToTarget", {{"targetId", target.at("targetId")}, {"flatten", true}}, false).at("sessionId");
    for (const char* domain : {"Page.enable", "Runtime.enable", "Log.enable", "Network.enable"}) call(domain);
}

Browser::~Browser() {
    if (in_ >= 0) close(in_);
    if (out_ >= 0) close(out_);
    if (process_ <= 0) return;
    kill(-process_, SIGKILL);
    waitpid(process_, nullptr, 0);
}

Json Browser::next() {
    std::array<char, 1 << 16> bytes{};
    for (auto end = buffer_.find('\0'); ; end = buffer_.find('\0')) {
        if (end != std::string::npos) {
            Json message = Json::parse(buffer_.substr(0, end));
            buffer_.erase(0, end + 1);
            return message;
        }
        const ssize_t n = read(out_, bytes.data(), bytes.size());
        if (n <= 0) throw std::runtime_error("the browser ended");
        buffer_.append(bytes.data(), static_cast<std::size_t>(n));
    }
}

void Browser::note(const Json& event) {
    const std::string method = event.value("method", "");
    const Json& what = event.contains("params") ? event["params"] : event;
    if (method == "Page.loadEventFired") loaded_ = true;
    if (method == "Network.requestWillBeSent") {
        const std::string url = what.at("request").at("url");
        if (url != page_ && !url.starts_with("about:") && !url.starts_with("data:")) news_.requests.push_back(url);
    }
    if (method == "Runtime.exceptionThrown") news_.errors.push_back(what.at("exceptionDetails").dump());
    if (method == "Runtime.consoleAPICalled" && (what.at("type") == "error" || what.at("type") == "assert")) news_.errors.push_back(what.at("args").dump());
    if (method == "Log.entryAdded" && what.at("entry").at("level") == "error") news_.errors.push_back(what.at("entry").at("text"));
}

Json Browser::call(const std::string& method, Json parameters, bool in_page) {
    Json message = {{"id", ++last_id_}, {"method", method}, {"params", std::move(parameters)}};
    if (in_page) message["sessionId"] = session_;
    const std::string bytes = message.dump() + '\0';
    for (std::size_t sent = 0; sent < bytes.size();) {
        const ssize_t n = write(in_, bytes.data() + sent, bytes.size() - sent);
        if (n <= 0) throw std::runtime_error("the browser reads no more");
        sent += static_cast<std::size_t>(n);
    }
    for (;;) {
        const Json answer = next();
        if (answer.value("id", 0) == last_id_) {
            if (answer.contains("error")) throw std::runtime_error(method + ": " + answer["error"].dump());
            return answer.at("result");
        }
        note(answer);
    }
}

void Browser::open(const std::filesystem::path& file, int width, int height, bool dark) {
    call("Emulation.setDeviceMetricsOverride", {{"width", width}, {"height", height}, {"deviceScaleFactor", 1}, {"mobile", false}});
    call("Emulation.setEmulatedMedia", {{"features", {{{"name", "prefers-color-scheme"}, {"value", dark ? "dark" : "light"}}}}});
    news_ = {};
    loaded_ = false;
    page_ = "file://" + file.string();
    call("Page.navigate", {{"url", page_}});
    while (!loaded_) note(next());
}

Json Browser::evaluate(const std::string& expression) {
    const Json result = call("Runtime.evaluate", {{"expression", expression}, {"returnByValue", true}, {"awaitPromise", true}});
    if (result.contains("exceptionDetails")) throw std::runtime_error(result["exceptionDetails"].dump());
    return result.at("result").value("value", Json());
}

bool Browser::click(const std::string& selector) {
    const Json at = evaluate("(() => { const e = document.querySelector(" + Json(selector).dump() +
                             "); if (!e) return null; e.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'}); const r = e.getBoundingClientRect(); "
                             "const x = r.left + r.width / 2, y = r.top + r.height / 2; const hit = document.elementFromPoint(x, y); "
                             "return hit && (e === hit || e.contains(hit)) ? [x, y] : null; })()");
    if (!at.is_array()) return false;
    for (const char* type : {"mouseMoved", "mousePressed", "mouseReleased"})
        call("Input.dispatchMouseEvent", {{"type", type}, {"x", at[0]}, {"y", at[1]}, {"button", type[5] == 'M' ? "none" : "left"}, {"clickCount", type[5] == 'M' ? 0 : 1}});
    return true;
}

void Browser::press(const std::string& key) {
    for (const char* type : {"keyDown", "keyUp"}) call("Input.dispatchKeyEvent", {{"type", type}, {"key", key}});
}

void Browser::picture(const std::filesystem::path& png) {
    const std::string data = call("Page.captureScreenshot", {{"format", "png"}, {"captureBeyondViewport", false}}).at("data");
    std::ofstream(png, std::ios::binary) << from_base64(data);
}

}  // namespace reasonscope::test
