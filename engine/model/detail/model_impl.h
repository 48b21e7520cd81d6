#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "model/detail/decoder.h"
#include "model/model.h"

namespace reasonscope::detail {

struct ModelImpl {
    ModelConfig config;
    GenerationDefaults defaults;
    DType dtype = DType::F32;
    Device device = Device::Cpu;
    std::string device_name, fingerprint;
    std::filesystem::path folder, base;
    std::int64_t weight_bytes = 0;
    std::unique_ptr<Decoder> decoder;
};

at::ScalarType scalar_type(DType dtype);

}  // namespace reasonscope::detail
