# SPDX-License-Identifier: MIT
# What `cmake --install` puts beside the program, and the Debian package that `cpack` makes of it.
# Manual pages and completions are printed by the program itself, so they are never out of date.
include(GNUInstallDirs)

set(made ${CMAKE_CURRENT_BINARY_DIR}/packaging)
add_custom_command(OUTPUT ${made}/done
  COMMAND ${CMAKE_COMMAND} -E rm -rf ${made}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${made}
  COMMAND leadsync --print-all ${made}
  COMMAND ${CMAKE_COMMAND} -E touch ${made}/done
  DEPENDS leadsync
  COMMENT "Manual pages and completions" VERBATIM)
add_custom_target(leadsync_pages ALL DEPENDS ${made}/done)

install(TARGETS leadsync)
install(DIRECTORY ${made}/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 FILES_MATCHING PATTERN "*.1")
install(FILES ${made}/bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
        RENAME leadsync)
# Debian's zsh looks elsewhere for what packages bring than for what an administrator installs.
install(CODE [[
  set(zsh share/zsh/site-functions)
  if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
    set(zsh share/zsh/vendor-completions)
  endif()
  file(MAKE_DIRECTORY "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/${zsh}")]])
install(CODE "file(COPY_FILE \"${made}/zsh\"
  \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/\${zsh}/_leadsync\")")

set(examples ${CMAKE_INSTALL_DOCDIR}/examples)
install(DIRECTORY mappings samples DESTINATION ${examples})
install(FILES packaging/nightly.conf packaging/crontab DESTINATION ${examples})
install(DIRECTORY schemas DESTINATION ${CMAKE_INSTALL_DATADIR}/leadsync)
install(FILES README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES packaging/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES packaging/systemd/leadsync@.service packaging/systemd/leadsync@.timer
              packaging/systemd/leadsync-failed@.service
        DESTINATION lib/systemd/system)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME leadsync)
set(CPACK_PACKAGE_VENDOR "the leadsync authors")
set(CPACK_PACKAGE_CONTACT "the leadsync authors <leadsync@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "bring a spreadsheet and the leads of a Bitrix24 portal together")
set(CPACK_PACKAGE_DESCRIPTION
    "leadsync changes the leads of a Bitrix24 portal as a CSV file says. It checks
every cell before it sends anything, sends only what differs, reads back what it
sent, sends nothing twice when an answer is lost, and writes a report with one
line for each row. What a run changed can be put back.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Zones of dates come from tzdata, certificates of portals are held against ca-certificates.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "ca-certificates, tzdata")
include(CPack)
