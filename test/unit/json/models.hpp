#pragma once

#include <cloud_governance/model/operators.hpp>

namespace test_model {

namespace json = cloud_governance::json;

enum class color : std::int32_t { none = 0, red = 1, dark_red = -5, flag = 131072 };
enum class unnamed : std::int32_t {};

struct tree_node;
struct site_url;

/// Every kind of member there is.
struct everything {
    everything() = default;

    std::optional<std::string> text;
    std::optional<bool> flag;
    std::optional<std::int32_t> small;
    std::optional<std::int64_t> large;
    std::optional<double> share;
    std::optional<cloud_governance::uuid> id;
    std::optional<cloud_governance::date_time> due;
    json::optional_enum<test_model::color> color;
    json::optional_enum<test_model::unnamed> unnamed;
    json::box<test_model::site_url> site_url;
    json::box<std::vector<test_model::site_url>> sites;
    json::box<std::vector<std::string>> names;
    json::box<std::vector<std::int32_t>> numbers;
    json::box<std::vector<test_model::color>> colors;
    json::box<std::vector<cloud_governance::uuid>> ids;
    json::box<json::map<std::string>> labels;
    json::box<json::map<test_model::site_url>> sites_by_name;
    json::box<boost::json::value> settings;
    json::additional_properties additional_properties;

    template <class Self>
    static json::members json_members() noexcept
    {
        static constexpr json::field fields[] = {
            {"text", offsetof(Self, text), json::type_of<decltype(Self::text)>()},
            {"flag", offsetof(Self, flag), json::type_of<decltype(Self::flag)>()},
            {"small", offsetof(Self, small), json::type_of<decltype(Self::small)>()},
            {"large", offsetof(Self, large), json::type_of<decltype(Self::large)>()},
            {"share", offsetof(Self, share), json::type_of<decltype(Self::share)>()},
            {"id", offsetof(Self, id), json::type_of<decltype(Self::id)>()},
            {"due", offsetof(Self, due), json::type_of<decltype(Self::due)>()},
            {"color", offsetof(Self, color), json::type_of<decltype(Self::color)>()},
            {"unnamed", offsetof(Self, unnamed), json::type_of<decltype(Self::unnamed)>()},
            {"siteUrl", offsetof(Self, site_url), json::type_of<decltype(Self::site_url)>()},
            {"sites", offsetof(Self, sites), json::type_of<decltype(Self::sites)>()},
            {"names", offsetof(Self, names), json::type_of<decltype(Self::names)>()},
            {"numbers", offsetof(Self, numbers), json::type_of<decltype(Self::numbers)>()},
            {"colors", offsetof(Self, colors), json::type_of<decltype(Self::colors)>()},
            {"ids", offsetof(Self, ids), json::type_of<decltype(Self::ids)>()},
            {"labels", offsetof(Self, labels), json::type_of<decltype(Self::labels)>()},
            {"sitesByName", offsetof(Self, sites_by_name), json::type_of<decltype(Self::sites_by_name)>()},
            {"settings", offsetof(Self, settings), json::type_of<decltype(Self::settings)>()},
        };
        return {fields, offsetof(Self, additional_properties)};
    }
};

struct site_url {
    site_url() = default;

    std::optional<std::string> root;
    std::optional<std::string> managed_path;
    json::additional_properties additional_properties;

    template <class Self>
    static json::members json_members() noexcept
    {
        static constexpr json::field fields[] = {
            {"root", offsetof(Self, root), json::type_of<decltype(Self::root)>()},
            {"managedPath", offsetof(Self, managed_path), json::type_of<decltype(Self::managed_path)>()},
        };
        return {fields, offsetof(Self, additional_properties)};
    }
};

struct tree_node {
    tree_node() = default;

    std::optional<std::string> name;
    json::box<tree_node> left;
    json::box<std::vector<tree_node>> children;
    json::additional_properties additional_properties;

    template <class Self>
    static json::members json_members() noexcept
    {
        static constexpr json::field fields[] = {
            {"name", offsetof(Self, name), json::type_of<decltype(Self::name)>()},
            {"left", offsetof(Self, left), json::type_of<decltype(Self::left)>()},
            {"children", offsetof(Self, children), json::type_of<decltype(Self::children)>()},
        };
        return {fields, offsetof(Self, additional_properties)};
    }
};

/// Without members of its own.
struct nothing {
    nothing() = default;
    json::additional_properties additional_properties;

    template <class Self>
    static json::members json_members() noexcept
    {
        return {offsetof(Self, additional_properties)};
    }
};

} // namespace test_model

template <>
struct cloud_governance::json::enumerators<test_model::color> {
    static constexpr json::enumerator table[] = {{0, "None"}, {1, "Red"}, {-5, "DarkRed"}, {131072, "Flag"}};
};
