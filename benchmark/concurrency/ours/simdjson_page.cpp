#include "uninterpreted.hpp"

#if __has_include(<simdjson.h>)
#include "../../codec/simdjson_reader.hpp"

namespace concurrency_benchmark {

cloud_governance::result<simdjson_page> simdjson_page::from_reply(cloud_governance::http::response const& reply)
{
    // parser and padded copy are reused for all pages, as fast code would do
    static simdjson::ondemand::parser parser;
    static std::string padded;
    std::size_t const needed = reply.body.size() + simdjson::SIMDJSON_PADDING;
    simdjson::padded_string_view text(reply.body.data(), reply.body.size(), reply.body.capacity());
    if (reply.body.capacity() < needed) {
        padded.reserve(needed);
        padded.assign(reply.body.data(), reply.body.size());
        text = simdjson::padded_string_view(padded.data(), padded.size(), padded.capacity());
    }
    simdjson_page out;
    auto document = parser.iterate(text).value();
    codec_benchmark::read_model(document.get_object().value(), out.page);
    return out;
}

} // namespace concurrency_benchmark

#else

namespace concurrency_benchmark {

cloud_governance::result<simdjson_page> simdjson_page::from_reply(cloud_governance::http::response const&)
{
    return cloud_governance::error(
        cloud_governance::errc::invalid_response, "simdjson is not installed: libsimdjson-dev");
}

} // namespace concurrency_benchmark

#endif
