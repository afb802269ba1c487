#pragma once

// simdjson on demand into the models' structs, hand-written for speed: each member is first compared with the name that
// is expected next. Only if simdjson is installed.

#include "members.hpp"
#include "values.hpp"

#include <simdjson.h>

namespace codec_benchmark {

namespace ondemand = simdjson::ondemand;

template <class Model>
void read_model(ondemand::object object, Model& out);

template <class Member>
void read_member(ondemand::value from, Member& member)
{
    using value_type = std::remove_cvref_t<decltype(*member)>;
    if (from.is_null())
        return;
    if constexpr (written_as_text<value_type>)
        convert(std::string_view(from.get_string()), member.emplace());
    else if constexpr (written_as_integer<value_type>)
        member = static_cast<value_type>(std::int64_t(from.get_int64()));
    else if constexpr (std::is_same_v<value_type, bool>)
        member = bool(from.get_bool());
    else if constexpr (std::is_same_v<value_type, double>)
        member = double(from.get_double());
    else if constexpr (is_list<value_type>) {
        auto& rows = member.emplace();
        for (auto row : from.get_array())
            read_model(row.get_object(), rows.emplace_back());
    }
}

template <class Model>
void read_model(ondemand::object object, Model& out)
{
    auto at = ondemand::object_iterator(object.begin());
    auto const end = ondemand::object_iterator(object.end());
    bool more = at != end;
    ondemand::field current;
    if (more)
        current = *at;
    auto const next = [&] {
        ++at;
        more = at != end;
        if (more)
            current = *at;
    };
    while (more) {
        bool known = false;
        for_each_member(out, [&](std::string_view name, auto& member) {
            if (!more || !current.key().unsafe_is_equal(name))
                return;
            read_member(current.value(), member);
            known = true;
            next();
        });
        if (!known)
            next();
    }
}

} // namespace codec_benchmark
