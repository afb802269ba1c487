#pragma once

#include <cloud_governance/model/task_list_page_result.hpp>
#include <cloud_governance/model/workspace_grid_model_page_result.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace codec_benchmark {

namespace model = cloud_governance::model;

/// One way to convert a text to a value, or back.
class route {
public:
    std::string name;
    /// Converts once, and frees the result. The returned number keeps the compiler from removing the work.
    std::function<std::size_t()> run;
    /// The result, as this library encodes or decodes it; equal for all routes of a kind.
    std::function<std::string()> result;
};

using routes = std::vector<route>;

/// A page, its text, and the routes between them.
template <class Page>
class subject {
public:
    std::string text;
    Page page;
};

// Each parser adds its routes, or reports that it is not installed. `of` must outlive them.

template <class Page>
void add_library_decoders(routes& to, subject<Page> const& of);
template <class Page>
void add_library_encoders(routes& to, subject<Page> const& of);
template <class Page>
void add_boost_json_decoders(routes& to, subject<Page> const& of);
template <class Page>
void add_boost_json_encoders(routes& to, subject<Page> const& of);
template <class Page>
void add_simdjson_decoders(routes& to, subject<Page> const& of);
template <class Page>
void add_rapidjson_decoders(routes& to, subject<Page> const& of);
template <class Page>
void add_rapidjson_encoders(routes& to, subject<Page> const& of);
template <class Page>
void add_nlohmann_decoders(routes& to, subject<Page> const& of);

// names of the routes that others are compared with
inline constexpr std::string_view library_decoding = "this library";
inline constexpr std::string_view library_pieces = "this library, pieces of 16 KB";
inline constexpr std::string_view library_encoding = "this library, encoding";
inline constexpr std::string_view simdjson_structs = "simdjson on demand, structs";
inline constexpr std::string_view boost_structs = "Boost.JSON value, value_to structs";
inline constexpr std::string_view boost_monotonic = "Boost.JSON value, monotonic_resource";
inline constexpr std::string_view boost_encoding = "Boost.JSON value_from, serialize";

} // namespace codec_benchmark
