// Boost.JSON: its parser alone, its DOM, the DOM and `value_to` into the structs; `value_from` and `serialize`.

#include "members.hpp"
#include "route.hpp"
#include "values.hpp"

#include <cloud_governance/json/decode.hpp>
#include <cloud_governance/json/encode.hpp>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>

// the conversions must be in the namespace of the models
namespace cloud_governance::model {
namespace {

using codec_benchmark::for_each_member;

template <class Member>
void read_member(boost::json::value const& from, Member& member)
{
    using value_type = std::remove_cvref_t<decltype(*member)>;
    if (from.is_null())
        return;
    if constexpr (std::is_same_v<value_type, cloud_governance::uuid> || std::is_same_v<value_type, date_time>) {
        auto const& text = from.as_string();
        codec_benchmark::convert(std::string_view(text.data(), text.size()), member.emplace());
    }
    else if constexpr (std::is_enum_v<value_type>)
        member = static_cast<value_type>(boost::json::value_to<std::int32_t>(from));
    else
        member = boost::json::value_to<value_type>(from);
}

template <class Member>
boost::json::value written_member(Member const& member, boost::json::storage_ptr const& storage)
{
    using value_type = std::remove_cvref_t<decltype(*member)>;
    if constexpr (std::is_same_v<value_type, std::string>)
        return boost::json::value(*member, storage);
    else if constexpr (codec_benchmark::written_as_text<value_type>)
        return boost::json::value(cloud_governance::to_string(*member), storage);
    else if constexpr (codec_benchmark::written_as_integer<value_type>)
        return boost::json::value(static_cast<std::int64_t>(*member), storage);
    else
        return boost::json::value_from(*member, storage);
}

template <class Model>
Model read_model(boost::json::value const& from)
{
    auto const& object = from.as_object();
    Model out;
    for_each_member(out, [&](std::string_view name, auto& member) {
        if (auto const* const found = object.if_contains(boost::json::string_view(name.data(), name.size())))
            read_member(*found, member);
    });
    return out;
}

template <class Model>
void write_model(boost::json::value& to, Model const& model)
{
    auto& object = to.emplace_object();
    for_each_member(model, [&](std::string_view name, auto const& member) {
        if (member.has_value())
            object.emplace(
                boost::json::string_view(name.data(), name.size()), written_member(member, object.storage()));
    });
}

} // namespace

#define CODEC_BENCHMARK_CONVERSIONS(name)                                                                              \
    static name tag_invoke(boost::json::value_to_tag<name>, boost::json::value const& from)                            \
    {                                                                                                                  \
        return read_model<name>(from);                                                                                 \
    }                                                                                                                  \
    static void tag_invoke(boost::json::value_from_tag, boost::json::value& to, name const& from)                      \
    {                                                                                                                  \
        write_model(to, from);                                                                                         \
    }
CODEC_BENCHMARK_CONVERSIONS(report_metadata)
CODEC_BENCHMARK_CONVERSIONS(task_list)
CODEC_BENCHMARK_CONVERSIONS(workspace_grid_model)
CODEC_BENCHMARK_CONVERSIONS(task_list_page_result)
CODEC_BENCHMARK_CONVERSIONS(workspace_grid_model_page_result)
#undef CODEC_BENCHMARK_CONVERSIONS

} // namespace cloud_governance::model

namespace codec_benchmark {
namespace {

namespace json = cloud_governance::json;

/// Ignores all events: what remains is the cost of parsing.
class null_handler {
public:
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    using code = boost::system::error_code;
    using text = boost::json::string_view;

    bool on_document_begin(code&) { return true; }
    bool on_document_end(code&) { return true; }
    bool on_array_begin(code&) { return true; }
    bool on_array_end(std::size_t, code&) { return true; }
    bool on_object_begin(code&) { return true; }
    bool on_object_end(std::size_t, code&) { return true; }
    bool on_string_part(text, std::size_t, code&) { return true; }
    bool on_string(text, std::size_t, code&) { return true; }
    bool on_key_part(text, std::size_t, code&) { return true; }
    bool on_key(text, std::size_t, code&) { return true; }
    bool on_number_part(text, code&) { return true; }
    bool on_int64(std::int64_t, text, code&) { return true; }
    bool on_uint64(std::uint64_t, text, code&) { return true; }
    bool on_double(double, text, code&) { return true; }
    bool on_bool(bool, code&) { return true; }
    bool on_null(code&) { return true; }
    bool on_comment_part(text, code&) { return true; }
    bool on_comment(text, code&) { return true; }
};

boost::json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

template <class Page>
std::string through_library(boost::json::value const& value)
{
    return json::encode(json::decode<Page>(boost::json::serialize(value)).value());
}

} // namespace

template <class Page>
void add_boost_json_decoders(routes& to, subject<Page> const& of)
{
    auto const text = view(of.text);
    to.push_back(
        {"Boost.JSON parser alone, nothing kept",
         [=] {
             boost::json::basic_parser<null_handler> parser{boost::json::parse_options()};
             boost::system::error_code ec;
             return parser.write_some(false, text.data(), text.size(), ec);
         },
         {}});
    to.push_back(
        {"Boost.JSON value", [=] { return boost::json::parse(text).as_object().size(); },
         [=] { return through_library<Page>(boost::json::parse(text)); }});
    // memory for the whole DOM, reused by all runs
    auto const block = std::make_shared<std::vector<unsigned char>>(of.text.size() * 8);
    to.push_back(
        {std::string(boost_monotonic),
         [=] {
             boost::json::monotonic_resource resource(block->data(), block->size());
             return boost::json::parse(text, &resource).as_object().size();
         },
         [=] {
             boost::json::monotonic_resource resource(block->data(), block->size());
             return through_library<Page>(boost::json::parse(text, &resource));
         }});
    auto const decode = [=] { return boost::json::value_to<Page>(boost::json::parse(text)); };
    to.push_back(
        {std::string(boost_structs), [=] { return decode().value->size(); }, [=] { return json::encode(decode()); }});
}

template <class Page>
void add_boost_json_encoders(routes& to, subject<Page> const& of)
{
    Page const& page = of.page;
    auto const encode = [&page] { return boost::json::serialize(boost::json::value_from(page)); };
    to.push_back(
        {std::string(boost_encoding), [=] { return encode().size(); },
         [=] { return json::encode(json::decode<Page>(encode()).value()); }});
}

template void add_boost_json_decoders(routes&, subject<model::task_list_page_result> const&);
template void add_boost_json_decoders(routes&, subject<model::workspace_grid_model_page_result> const&);
template void add_boost_json_encoders(routes&, subject<model::task_list_page_result> const&);
template void add_boost_json_encoders(routes&, subject<model::workspace_grid_model_page_result> const&);

} // namespace codec_benchmark
