// simdjson on demand into the structs, with one padded copy of the text and one parser for all runs.

#include "route.hpp"

#if __has_include(<simdjson.h>)
#include "simdjson_reader.hpp"

#include <cloud_governance/json/encode.hpp>

namespace codec_benchmark {
namespace {

template <class Page>
class reader {
public:
    explicit reader(std::string_view text) : text_(text) {}

    Page operator()()
    {
        Page out;
        auto document = parser_.iterate(text_).value();
        read_model(document.get_object().value(), out);
        return out;
    }

private:
    simdjson::padded_string text_;
    ondemand::parser parser_;
};

} // namespace

template <class Page>
void add_simdjson_decoders(routes& to, subject<Page> const& of)
{
    auto const decode = std::make_shared<reader<Page>>(of.text);
    to.push_back(
        {std::string(simdjson_structs), [=] { return (*decode)().value->size(); },
         [=] { return cloud_governance::json::encode((*decode)()); }});
}

#else

#include <cstdio>

namespace codec_benchmark {

template <class Page>
void add_simdjson_decoders(routes&, subject<Page> const&)
{
    std::puts("(simdjson is not installed: libsimdjson-dev)");
}

#endif

template void add_simdjson_decoders(routes&, subject<model::task_list_page_result> const&);
template void add_simdjson_decoders(routes&, subject<model::workspace_grid_model_page_result> const&);

} // namespace codec_benchmark
