// The unique names of containers (PP_UNIQUE_CONTAINER), of the form that Windows gives the names of
// its containers' files: 32 hexadecimal digits of MD5 over the container's name with its NUL, "_",
// and the machine's GUID.  Ours is in machine-id(5); where there is none, it is of zeros.
//
// No name of a file: container.h says how those are called.
#pragma once

#include <string>
#include <string_view>

namespace secur32::capi {

// One of all spellings of a name that differ in case only: A to Z small, other letters large.
std::u16string folded(std::u16string_view name);

// The text of /etc/machine-id as 8-4-4-4-12 small digits.
std::string guid_of_machine_id(std::string_view text);
std::string machine_guid();

// Of a folded name, as UTF-8.
std::string unique_name(std::string_view folded, std::string_view guid);
// Whether text has the form, in any case of letters, of this machine or of another.
bool is_unique_name(std::u16string_view text);

}  // namespace secur32::capi
