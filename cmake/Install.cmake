# What is installed: the library, its headers under include/secur32, the porting kit (its headers
# under include/secur32/compat), the CMake package, secur32.pc, secur32-compat.pc, the preload object.  secur32-accounts installs itself (sspi/tools).
include(CMakePackageConfigHelpers)

install(TARGETS secur32 secur32_compat secur32_compat_wmain EXPORT Secur32Targets)
install(TARGETS secur32_preload LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
foreach(folder sspi credssp sslprovider)
    install(DIRECTORY ${PROJECT_SOURCE_DIR}/${folder}/include/
            DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/secur32 FILES_MATCHING PATTERN "*.h")
endforeach()

install(DIRECTORY ${PROJECT_SOURCE_DIR}/sslprovider/compat/include/
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/secur32/compat FILES_MATCHING PATTERN "*.h")

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Secur32)
install(EXPORT Secur32Targets NAMESPACE Secur32:: DESTINATION ${package_dir})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/Secur32Config.cmake.in
    ${PROJECT_BINARY_DIR}/Secur32Config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/Secur32ConfigVersion.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/Secur32Config.cmake
              ${PROJECT_BINARY_DIR}/Secur32ConfigVersion.cmake DESTINATION ${package_dir})

foreach(name secur32 secur32-compat)
    configure_file(${PROJECT_SOURCE_DIR}/cmake/${name}.pc.in ${PROJECT_BINARY_DIR}/${name}.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()
