"""Compiles every public header alone, as C11 and C++17, with gcc and clang.

    compile.py ROOT

Each with and without UNICODE, and with -fshort-wchar, warnings as errors; and checks that WCHAR is
what wintypes.h promises.
"""
import concurrent.futures
import itertools
import pathlib
import subprocess
import sys

import headers

COMPILERS = [("gcc", "c", "-std=c11"), ("clang", "c", "-std=c11"),
             ("g++", "c++", "-std=c++17"), ("clang++", "c++", "-std=c++17")]
FLAVOURS = [[], ["-DUNICODE"], ["-fshort-wchar"], ["-fshort-wchar", "-DUNICODE"]]
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Wsign-conversion",
            "-Werror"]
# The second inclusion tries the include guard; the declarations use what the header defines.
ALONE = "#define SECURITY_WIN32\n#include <{0}>\n#include <{0}>\nextern int not_empty;\n"
WCHAR = """#define SECURITY_WIN32
#include <security.h>
static const WCHAR text[] = SECUR32_W("NTLM");
static const TCHAR name[] = TEXT("NTLM");
typedef char wchar_has_16_bits[sizeof text == 10 ? 1 : -1];
typedef char tchar_follows_unicode[sizeof name == (sizeof(TCHAR) == 2 ? 10 : 5) ? 1 : -1];
#if __WCHAR_MAX__ <= 0xFFFF
static const WCHAR wide[] = L"NTLM";
#else
static const WCHAR wide[] = u"NTLM";
#endif
int use(void);
int use(void) { return text[0] + name[0] + wide[0]; }
"""
# The porting kit is for -fshort-wchar alone, and for fortified builds too.
KIT_FLAVOURS = [["-fshort-wchar", *more] for more in
                ([], ["-DUNICODE", "-D_UNICODE"], ["-O2", "-D_FORTIFY_SOURCE=2"])]
FORGOTTEN = "#include <sspi.h>\n"


def attempt(root, compiler, flavour, code, kit=False):
    name, language, standard = compiler
    command = [name, standard, "-x", language, "-fsyntax-only", *WARNINGS, *flavour,
               *headers.include_flags(root, kit), "-"]
    done = subprocess.run(command, input=code, capture_output=True, text=True, check=False)
    return done.returncode, f"{' '.join(command)}\n{done.stderr}"


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    codes = [ALONE.format(path.name) for path in headers.paths(root)] + [WCHAR]
    jobs = list(itertools.product(COMPILERS, FLAVOURS, codes))
    in_kit = [ALONE.format(path.name) for path in headers.paths(root, kit=True)]
    jobs += [(*job, True) for job in itertools.product(COMPILERS, KIT_FLAVOURS, in_kit)]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda job: attempt(root, *job), jobs))
    failures = [f"{job[2]}{output}" for job, (code, output) in zip(jobs, results) if code]
    # Windows' rule: without SECURITY_WIN32 the header refuses.
    refused = [attempt(root, compiler, [], FORGOTTEN)[0] for compiler in COMPILERS]
    if not all(refused):
        failures.append("sspi.h compiles without SECURITY_WIN32")
    print("\n".join(failures))
    print(f"{len(codes) - 1 + len(in_kit)} headers, {len(jobs)} compilations, {len(failures)} failures")
    sys.exit(bool(failures))


main()
