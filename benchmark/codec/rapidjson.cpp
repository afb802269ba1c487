// RapidJSON: its DOM, parsed in a copy of the text; its writer, called by hand from the structs.

#include "route.hpp"

#if __has_include(<rapidjson/document.h>)
#include "members.hpp"
#include "values.hpp"

#include <cloud_governance/json/decode.hpp>
#include <cloud_governance/json/encode.hpp>

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace codec_benchmark {
namespace {

namespace json = cloud_governance::json;
using writer = rapidjson::Writer<rapidjson::StringBuffer>;

template <class Page>
std::string through_library(std::string_view text)
{
    return json::encode(json::decode<Page>(text).value());
}

template <class Model>
void write_model(writer& to, Model const& model)
{
    to.StartObject();
    for_each_member(model, [&to](std::string_view name, auto const& member) {
        using value_type = std::remove_cvref_t<decltype(*member)>;
        auto const write_text = [&to](std::string_view text) {
            to.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
        };
        if (!member.has_value())
            return;
        to.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
        if constexpr (std::is_same_v<value_type, std::string>)
            write_text(*member);
        else if constexpr (written_as_text<value_type>)
            write_text(cloud_governance::to_string(*member));
        else if constexpr (written_as_integer<value_type>)
            to.Int64(static_cast<std::int64_t>(*member));
        else if constexpr (std::is_same_v<value_type, bool>)
            to.Bool(*member);
        else if constexpr (std::is_same_v<value_type, double>)
            to.Double(*member);
        else if constexpr (is_list<value_type>) {
            to.StartArray();
            for (auto const& row : *member)
                write_model(to, row);
            to.EndArray();
        }
    });
    to.EndObject();
}

} // namespace

template <class Page>
void add_rapidjson_decoders(routes& to, subject<Page> const& of)
{
    std::string_view const text = of.text;
    to.push_back(
        {"RapidJSON DOM, in situ",
         [=] {
             std::string copy(text);
             rapidjson::Document document;
             document.ParseInsitu(copy.data());
             return std::size_t(document["value"].Size());
         },
         [=] {
             std::string copy(text);
             rapidjson::Document document;
             document.ParseInsitu(copy.data());
             rapidjson::StringBuffer out;
             writer to_text(out);
             document.Accept(to_text);
             return through_library<Page>({out.GetString(), out.GetSize()});
         }});
}

template <class Page>
void add_rapidjson_encoders(routes& to, subject<Page> const& of)
{
    Page const& page = of.page;
    auto const encode = [&page](auto use) {
        rapidjson::StringBuffer out;
        writer to_text(out);
        write_model(to_text, page);
        return use(std::string_view(out.GetString(), out.GetSize()));
    };
    to.push_back(
        {"RapidJSON writer, by hand", [=] { return encode([](std::string_view text) { return text.size(); }); },
         [=] { return encode(through_library<Page>); }});
}

#else

#include <cstdio>

namespace codec_benchmark {

template <class Page>
void add_rapidjson_decoders(routes&, subject<Page> const&)
{
    std::puts("(RapidJSON is not installed: rapidjson-dev)");
}

template <class Page>
void add_rapidjson_encoders(routes&, subject<Page> const&)
{
}

#endif

template void add_rapidjson_decoders(routes&, subject<model::task_list_page_result> const&);
template void add_rapidjson_decoders(routes&, subject<model::workspace_grid_model_page_result> const&);
template void add_rapidjson_encoders(routes&, subject<model::task_list_page_result> const&);
template void add_rapidjson_encoders(routes&, subject<model::workspace_grid_model_page_result> const&);

} // namespace codec_benchmark
