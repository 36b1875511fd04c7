# What every target is compiled with.  Warnings are errors with g++ 12 and clang 14.
add_library(secur32_compiler INTERFACE)
target_compile_options(secur32_compiler INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Werror
    -fstack-protector-strong -fno-strict-aliasing)
target_include_directories(secur32_compiler INTERFACE ${PROJECT_SOURCE_DIR})
if(CMAKE_BUILD_TYPE MATCHES "Rel")
    target_compile_definitions(secur32_compiler INTERFACE _FORTIFY_SOURCE=2)
endif()

# Samples, tests and interop programs see the public headers from the source tree.
add_library(secur32_public_headers INTERFACE)
target_include_directories(secur32_public_headers INTERFACE
    ${PROJECT_SOURCE_DIR}/sspi/include
    ${PROJECT_SOURCE_DIR}/credssp/include
    ${PROJECT_SOURCE_DIR}/sslprovider/include)

if(SECUR32_SANITIZE)
    add_compile_options(-fsanitize=${SECUR32_SANITIZE} -fno-omit-frame-pointer
                        -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${SECUR32_SANITIZE})
    # GCC's manual: "sanitizers tend to increase the rate of false positive warnings, most notably
    # those around -Wmaybe-uninitialized."  The other builds have it.
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        add_compile_options(-Wno-error=maybe-uninitialized)
    endif()
endif()
if(SECUR32_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# Reads these headers once for a target and not for each of its files, which saves a third of the
# time to compile tests.  The library has it in the sanitizers' builds alone: in the others each
# file's own includes count, so that a missing one does not go unnoticed.
function(secur32_precompile target)
    target_precompile_headers(${target} PRIVATE
        <algorithm> <array> <cstring> <memory> <mutex> <optional> <span> <string> <vector>
        "${PROJECT_SOURCE_DIR}/sslprovider/base/bytes.h"
        "${PROJECT_SOURCE_DIR}/sslprovider/base/status.h" ${ARGN})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        target_compile_options(${target} PRIVATE
            $<$<COMPILE_LANGUAGE:CXX>:-fpch-instantiate-templates>)
    endif()
endfunction()
