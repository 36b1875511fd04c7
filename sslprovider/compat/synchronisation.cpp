// Critical sections over recursive mutexes; Sleep; who is running.
#include <errno.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <windows.h>

namespace {

// The structure keeps Windows' size and members; the mutex lies beside it.
pthread_mutex_t* mutex_of(LPCRITICAL_SECTION section) {
    return static_cast<pthread_mutex_t*>(section->LockSemaphore);
}

pthread_mutex_t* make_mutex() {
    const auto mutex = static_cast<pthread_mutex_t*>(malloc(sizeof(pthread_mutex_t)));
    if (mutex == nullptr) return nullptr;
    pthread_mutexattr_t recursive;
    pthread_mutexattr_init(&recursive);
    pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(mutex, &recursive);
    pthread_mutexattr_destroy(&recursive);
    return mutex;
}

}  // namespace

extern "C" {

BOOL WINAPI InitializeCriticalSectionEx(LPCRITICAL_SECTION lpCriticalSection, DWORD dwSpinCount,
                                        DWORD) {
    *lpCriticalSection = {};
    lpCriticalSection->SpinCount = dwSpinCount;
    lpCriticalSection->LockSemaphore = make_mutex();
    if (lpCriticalSection->LockSemaphore != nullptr) return TRUE;
    SetLastError(ERROR_NOT_ENOUGH_MEMORY);
    return FALSE;
}

BOOL WINAPI InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION lpCriticalSection,
                                                  DWORD dwSpinCount) {
    return InitializeCriticalSectionEx(lpCriticalSection, dwSpinCount, 0);
}

void WINAPI InitializeCriticalSection(LPCRITICAL_SECTION lpCriticalSection) {
    if (!InitializeCriticalSectionEx(lpCriticalSection, 0, 0)) abort();
}

void WINAPI EnterCriticalSection(LPCRITICAL_SECTION lpCriticalSection) {
    pthread_mutex_lock(mutex_of(lpCriticalSection));
}

BOOL WINAPI TryEnterCriticalSection(LPCRITICAL_SECTION lpCriticalSection) {
    return pthread_mutex_trylock(mutex_of(lpCriticalSection)) == 0 ? TRUE : FALSE;
}

void WINAPI LeaveCriticalSection(LPCRITICAL_SECTION lpCriticalSection) {
    pthread_mutex_unlock(mutex_of(lpCriticalSection));
}

void WINAPI DeleteCriticalSection(LPCRITICAL_SECTION lpCriticalSection) {
    pthread_mutex_t* const mutex = mutex_of(lpCriticalSection);
    if (mutex == nullptr) return;
    pthread_mutex_destroy(mutex);
    free(mutex);
    *lpCriticalSection = {};
}

void WINAPI Sleep(DWORD dwMilliseconds) {
    do {
        timespec left{static_cast<time_t>(dwMilliseconds / 1000),
                      static_cast<long>(dwMilliseconds % 1000) * 1'000'000};
        while (nanosleep(&left, &left) != 0 && errno == EINTR) continue;
    } while (dwMilliseconds == INFINITE);
}

DWORD WINAPI GetCurrentProcessId(void) { return static_cast<DWORD>(getpid()); }
DWORD WINAPI GetCurrentThreadId(void) { return static_cast<DWORD>(syscall(SYS_gettid)); }
void WINAPI ExitProcess(UINT uExitCode) { exit(static_cast<int>(uExitCode)); }

}  // extern "C"
