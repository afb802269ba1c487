#pragma once

#include <functional>
#include <map>
#include <string>

namespace cloud_governance::json {

/// An object whose member names are data: names in byte order, all values of one type. Members with `null` read as
/// missing.
template <class T>
using map = std::map<std::string, T, std::less<>>;

} // namespace cloud_governance::json
