// nlohmann's DOM.

#include "route.hpp"

#if __has_include(<nlohmann/json.hpp>)
#include <cloud_governance/json/decode.hpp>
#include <cloud_governance/json/encode.hpp>

#include <nlohmann/json.hpp>

namespace codec_benchmark {

template <class Page>
void add_nlohmann_decoders(routes& to, subject<Page> const& of)
{
    namespace json = cloud_governance::json;
    std::string_view const text = of.text;
    to.push_back(
        {"nlohmann DOM", [=] { return nlohmann::json::parse(text).size(); },
         [=] { return json::encode(json::decode<Page>(nlohmann::json::parse(text).dump()).value()); }});
}

#else

#include <cstdio>

namespace codec_benchmark {

template <class Page>
void add_nlohmann_decoders(routes&, subject<Page> const&)
{
    std::puts("(nlohmann's library is not installed: nlohmann-json3-dev)");
}

#endif

template void add_nlohmann_decoders(routes&, subject<model::task_list_page_result> const&);
template void add_nlohmann_decoders(routes&, subject<model::workspace_grid_model_page_result> const&);

} // namespace codec_benchmark
