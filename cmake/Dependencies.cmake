# Everything that comes from outside. Found once, at the top, because imported targets are visible only below the
# folder that found them.

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(fmt REQUIRED)
find_package(tl-expected REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
pkg_check_modules(PCRE2 REQUIRED IMPORTED_TARGET libpcre2-8)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)

# libtorch: Debian's 1.13, or a 2.x brought with -DCMAKE_PREFIX_PATH=/path/to/libtorch.
find_package(Torch REQUIRED)
if(TORCH_CXX_FLAGS MATCHES "_GLIBCXX_USE_CXX11_ABI=0")
  message(FATAL_ERROR "The libtorch in ${TORCH_INSTALL_PREFIX} was built with the old C++ ABI and cannot be linked with "
    "this system's libraries; take its \"cxx11 ABI\" download (every libtorch since 2.7 is one).")
endif()

if(REASONSCOPE_UI)
  find_package(Qt6 6.4 REQUIRED COMPONENTS Widgets Svg PrintSupport)
  find_package(QCustomPlotQt6 REQUIRED)
endif()
if(REASONSCOPE_TESTS)
  find_package(GTest REQUIRED)
  if(REASONSCOPE_UI)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Test)
  endif()
endif()
