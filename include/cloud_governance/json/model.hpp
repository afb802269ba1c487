#pragma once

// The one header that models include. What a model looks like is written in json/field.hpp.

#include <cloud_governance/date_time.hpp>
#include <cloud_governance/json/box.hpp>
#include <cloud_governance/json/detail/describe.hpp>
#include <cloud_governance/json/enumeration.hpp>
#include <cloud_governance/json/equal.hpp>
#include <cloud_governance/json/field.hpp>
#include <cloud_governance/json/map.hpp>
#include <cloud_governance/uuid.hpp>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cloud_governance::model {

/// Equal members and equal additional properties (of these, the order does not count).
template <class Model>
requires json::model_type<Model>
bool operator==(Model const& a, Model const& b) { return json::equal(a, b); }

/// The name of an enumerator on the wire, as filters take it; the number's digits when it has no known name.
template <class Enum>
requires json::enumeration<Enum> std::string to_string(Enum value) { return json::to_string(value); }

} // namespace cloud_governance::model
