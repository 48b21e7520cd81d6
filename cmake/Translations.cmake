# resources/translations/*.ts -> .qm files, inside the program as :/translations. scripts/translate.sh brings the .ts files up to date.
#   reasonscope_translations(target)

find_program(REASONSCOPE_LRELEASE NAMES lrelease PATHS /usr/lib/qt6/bin /usr/lib/qt6/libexec NO_DEFAULT_PATH REQUIRED)
find_program(REASONSCOPE_LUPDATE NAMES lupdate PATHS /usr/lib/qt6/bin /usr/lib/qt6/libexec NO_DEFAULT_PATH REQUIRED)
mark_as_advanced(REASONSCOPE_LRELEASE REASONSCOPE_LUPDATE)

function(reasonscope_translations target)
  set(folder ${CMAKE_BINARY_DIR}/translations)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/resources/translations/*.ts)
  set(entries "")
  foreach(source ${sources})
    get_filename_component(name ${source} NAME_WE)
    add_custom_command(OUTPUT ${folder}/${name}.qm COMMAND ${REASONSCOPE_LRELEASE} -silent ${source} -qm ${folder}/${name}.qm
      DEPENDS ${source} COMMENT "Translation ${name}" VERBATIM)
    list(APPEND made ${folder}/${name}.qm)
    string(APPEND entries "<file>${name}.qm</file>")
  endforeach()
  file(CONFIGURE OUTPUT ${folder}/translations.qrc CONTENT "<RCC><qresource prefix=\"/translations\">${entries}</qresource></RCC>\n")
  target_sources(${target} PRIVATE ${folder}/translations.qrc ${made})
  set_source_files_properties(${folder}/translations.qrc PROPERTIES OBJECT_DEPENDS "${made}")
endfunction()
