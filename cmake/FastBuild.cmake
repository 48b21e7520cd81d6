# Uses ccache and a fast linker where the machine has them; nothing here changes what is built.

find_program(REASONSCOPE_CCACHE ccache)
mark_as_advanced(REASONSCOPE_CCACHE)
if(REASONSCOPE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # A precompiled header names its inputs by time stamp; without these ccache would never hit behind one. The base
  # folder lets presets with the same flags share their objects.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${REASONSCOPE_CCACHE})
endif()

include(CheckLinkerFlag)
foreach(linker mold lld)
  check_linker_flag(CXX -fuse-ld=${linker} REASONSCOPE_HAS_${linker})
  if(REASONSCOPE_HAS_${linker})
    add_link_options(-fuse-ld=${linker})
    break()
  endif()
endforeach()
