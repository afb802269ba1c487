// This library: decoding a whole text, decoding pieces as they arrive, encoding.

#include "route.hpp"

#include <cloud_governance/json/decode.hpp>
#include <cloud_governance/json/encode.hpp>

namespace codec_benchmark {
namespace {

namespace json = cloud_governance::json;

template <class Page>
Page decode_in_pieces(std::string_view text, std::size_t piece)
{
    json::decoder<Page> decoder;
    for (; text.size() > piece; text.remove_prefix(piece))
        decoder.write(text.substr(0, piece));
    decoder.write(text);
    return decoder.finish().value();
}

} // namespace

template <class Page>
void add_library_decoders(routes& to, subject<Page> const& of)
{
    std::string_view const text = of.text;
    to.push_back(
        {std::string(library_decoding), [=] { return json::decode<Page>(text)->value->size(); },
         [=] { return json::encode(json::decode<Page>(text).value()); }});
    for (std::size_t const piece : {std::size_t(16 * 1024), std::size_t(777)})
        to.push_back(
            {piece == 777 ? std::string("this library, pieces of 777 B") : std::string(library_pieces),
             [=] { return decode_in_pieces<Page>(text, piece).value->size(); },
             [=] { return json::encode(decode_in_pieces<Page>(text, piece)); }});
}

template <class Page>
void add_library_encoders(routes& to, subject<Page> const& of)
{
    Page const& page = of.page;
    to.push_back(
        {std::string(library_encoding),
         [&page] {
             cloud_governance::wiped_string out;
             json::encode(out, page);
             return out.size();
         },
         [&page] { return json::encode(page); }});
}

template void add_library_decoders(routes&, subject<model::task_list_page_result> const&);
template void add_library_decoders(routes&, subject<model::workspace_grid_model_page_result> const&);
template void add_library_encoders(routes&, subject<model::task_list_page_result> const&);
template void add_library_encoders(routes&, subject<model::workspace_grid_model_page_result> const&);

} // namespace codec_benchmark
