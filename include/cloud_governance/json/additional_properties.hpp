#pragma once

#include <cloud_governance/json/box.hpp>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace cloud_governance::json {

/** The members of a model that this library does not know: kept when reading, sent back when writing.

    Empty when there were none. Holds a `boost::json::object` in the order of arrival, including members that are null,
   and enumerations whose name is unknown. When writing, a member of the same name (letter case apart) that the model
   has set wins.
*/
using additional_properties = box<boost::json::object>;

} // namespace cloud_governance::json
