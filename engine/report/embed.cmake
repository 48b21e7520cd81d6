# The style sheet, the script and the templates of the reports become string constants, so that a report never depends on an installed path.
set(report_resources ${CMAKE_SOURCE_DIR}/resources/report)
file(READ ${report_resources}/report.css REPORT_CSS)
file(READ ${report_resources}/report.js REPORT_JS)
file(READ ${report_resources}/report.html.jinja REPORT_HTML_TEMPLATE)
file(READ ${report_resources}/report.md.jinja REPORT_MARKDOWN_TEMPLATE)
file(READ ${report_resources}/zh.json REPORT_CHINESE)
configure_file(${CMAKE_CURRENT_LIST_DIR}/assets.h.in ${CMAKE_CURRENT_BINARY_DIR}/report_assets/assets.h @ONLY)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${report_resources}/report.css ${report_resources}/report.js
  ${report_resources}/report.html.jinja ${report_resources}/report.md.jinja ${report_resources}/zh.json)
target_include_directories(rs_report PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/report_assets)
target_link_libraries(rs_report PRIVATE OpenSSL::Crypto)
