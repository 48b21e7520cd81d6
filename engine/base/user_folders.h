#pragma once
// Where a person's own files lie. Source: XDG Base Directory Specification 0.8.

#include <filesystem>

namespace reasonscope {

std::filesystem::path home_folder();   // $HOME, else the system's temporary folder
std::filesystem::path data_folder();   // $XDG_DATA_HOME/reasonscope, else ~/.local/share/reasonscope
std::filesystem::path cache_folder();  // $XDG_CACHE_HOME, else ~/.cache: that of every program

}  // namespace reasonscope
