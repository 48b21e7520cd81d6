# What `cmake --install` puts where, and the Debian package that `cpack -G DEB` makes of it.

include(GNUInstallDirs)
install(TARGETS reasonscope RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY resources/models resources/classifier resources/report DESTINATION ${CMAKE_INSTALL_DATADIR}/reasonscope)
install(FILES packaging/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/reasonscope)

# The program prints its own man page and completion, so that neither can fall behind its options.
add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/reasonscope.1.gz ${CMAKE_BINARY_DIR}/reasonscope.bash ${CMAKE_BINARY_DIR}/changelog.gz
  COMMAND sh -c "\"$<TARGET_FILE:reasonscope>\" generate man | gzip -9n >reasonscope.1.gz"
  COMMAND sh -c "\"$<TARGET_FILE:reasonscope>\" generate bash-completion >reasonscope.bash"
  COMMAND sh -c "gzip -9nc \"${CMAKE_SOURCE_DIR}/CHANGELOG.md\" >changelog.gz"
  WORKING_DIRECTORY ${CMAKE_BINARY_DIR}
  DEPENDS reasonscope CHANGELOG.md VERBATIM)
add_custom_target(package_files ALL DEPENDS ${CMAKE_BINARY_DIR}/reasonscope.1.gz)
install(FILES ${CMAKE_BINARY_DIR}/reasonscope.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${CMAKE_BINARY_DIR}/reasonscope.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME reasonscope)
install(FILES ${CMAKE_BINARY_DIR}/changelog.gz DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/reasonscope)
if(REASONSCOPE_UI)
  install(FILES packaging/reasonscope.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
  install(FILES packaging/reasonscope.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages)
  install(FILES resources/icons/reasonscope.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME reasonscope)
set(CPACK_PACKAGE_VENDOR Reasonscope)
set(CPACK_PACKAGE_CONTACT "Reasonscope maintainers <maintainers@reasonscope.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "workbench that opens up a reasoning model")
set(CPACK_PACKAGE_DESCRIPTION "Runs a reasoning model on this machine, records what it attended to and which
experts it used, and shows the reasoning as a tree that can be questioned,
measured and exported. A small model is in the package; models of the families
Llama, Mistral, Qwen, OLMoE, Mixtral and DeepSeek can be opened.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
if(REASONSCOPE_UI)
  set(CPACK_DEBIAN_PACKAGE_DEPENDS "fonts-dejavu-core")
  set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "fonts-noto-core, fonts-noto-cjk, qt6-translations-l10n, shared-mime-info")
endif()
include(CPack)
