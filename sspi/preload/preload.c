// The thin object that brings FreeRDP 2.11's client, which has no option for it, to this library:
//
//     LD_PRELOAD=libsecur32-preload.so xfreerdp ...
//
// It exports InitSecurityInterfaceExA and ExW alone, the two names that the client imports from
// libwinpr, and loads the library apart from everybody's names (RTLD_LOCAL): preloading the library
// itself would put our GetLastError in place of WinPR's.  Both sides use Windows' table layout.
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef void *(*InitSecurityInterface)(void);

static void *load(const char *name) {
    void *const library = dlopen("libsecur32.so.0", RTLD_NOW | RTLD_LOCAL);
    void *const address = library == NULL ? NULL : dlsym(library, name);
    if (address == NULL) {
        // The callers do not expect NULL; a program without its authentication must not go on.
        fprintf(stderr, "libsecur32-preload: %s\n", dlerror());
        abort();
    }
    return address;
}

// A function pointer out of dlsym's object pointer, as POSIX has it.
static void *table(const char *name) {
    InitSecurityInterface initialise;
    *(void **)&initialise = load(name);
    return initialise();
}

__attribute__((visibility("default"))) void *InitSecurityInterfaceExA(uint32_t flags);
__attribute__((visibility("default"))) void *InitSecurityInterfaceExW(uint32_t flags);

// flags choose among WinPR's own implementations; there is one here.
void *InitSecurityInterfaceExA(uint32_t flags) {
    (void)flags;
    return table("InitSecurityInterfaceA");
}

void *InitSecurityInterfaceExW(uint32_t flags) {
    (void)flags;
    return table("InitSecurityInterfaceW");
}
