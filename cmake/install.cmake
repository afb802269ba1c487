# cmake --install, and the package that find_package(cloud_governance) finds
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/cloud_governance)
set(package_targets cloud_governance)
if(TARGET cloud_governance_compiled)
    list(APPEND package_targets cloud_governance_compiled)
endif()

install(TARGETS ${package_targets} EXPORT cloud_governance-targets
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT cloud_governance-targets NAMESPACE cloud_governance:: DESTINATION ${package_dir})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
    FILES_MATCHING PATTERN "*.hpp" PATTERN "*.ipp")
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/cloud_governance-config.cmake.in
    ${PROJECT_BINARY_DIR}/cloud_governance-config.cmake
    INSTALL_DESTINATION ${package_dir}
    NO_SET_AND_CHECK_MACRO)

# before 1.0 a new minor version may change the interface
if(PROJECT_VERSION_MAJOR EQUAL 0)
    set(package_compatibility SameMinorVersion)
else()
    set(package_compatibility SameMajorVersion)
endif()
write_basic_package_version_file(${PROJECT_BINARY_DIR}/cloud_governance-config-version.cmake
    COMPATIBILITY ${package_compatibility})
install(FILES
    ${PROJECT_BINARY_DIR}/cloud_governance-config.cmake
    ${PROJECT_BINARY_DIR}/cloud_governance-config-version.cmake
    DESTINATION ${package_dir})
