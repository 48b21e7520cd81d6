#include "model/fingerprint.h"

#include <algorithm>
#include <memory>

#include <openssl/evp.h>

#include "base/file.h"

namespace reasonscope {

Result<std::string> fingerprint(std::string_view config_json, std::span<const std::span<const std::byte>> files,
                                const std::function<void(std::size_t)>& hashed, std::stop_token stop) {
    constexpr std::size_t kChunk = 8 << 20;  // a few milliseconds of hashing between two looks at `stop`
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    bool good = context && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1;
    good = good && EVP_DigestUpdate(context.get(), config_json.data(), config_json.size()) == 1;
    std::size_t done = 0;
    for (const auto& bytes : files) {
        for (std::size_t at = 0; good && at < bytes.size(); at += kChunk) {
            if (stop.stop_requested()) return cancelled();
            const auto part = bytes.subspan(at, std::min(kChunk, bytes.size() - at));
            good = EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
            release_pages(part);
            done += part.size();
            if (hashed) hashed(done);
        }
    }
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    good = good && EVP_DigestFinal_ex(context.get(), digest, &size) == 1;
    if (!good) return failure("Cannot compute the model's SHA-256; the OpenSSL library refused.");
    return fmt::format("{:02x}", fmt::join(std::span(digest, size), ""));
}

}  // namespace reasonscope
