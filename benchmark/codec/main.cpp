// The codec compared with other parsers, in one process and in rounds that take turns:
//   benchmark_codec            a table for each text (about a minute), and the goals with the figures reached
//   benchmark_codec --short    one short round; checks that all routes work and agree

#include "measure.hpp"
#include "pages.hpp"

#include <cstdio>
#include <exception>
#include <string_view>

namespace {

using namespace codec_benchmark;

class extent {
public:
    unsigned rounds;
    unsigned milliseconds;
};

/// A goal: how many times as fast as another route a route must be.
class goal {
public:
    char const* what;
    std::string_view route;
    std::string_view other;
    double least;
};

constexpr goal decoding_goals[] = {
    {"simdjson on demand into the same structs", library_decoding, simdjson_structs, 0.85},
    {"Boost.JSON value and value_to", library_decoding, boost_structs, 4},
    {"Boost.JSON's monotonic DOM alone", library_decoding, boost_monotonic, 1.1},
    {"itself at once, when pieces of 16 KB arrive", library_pieces, library_decoding, 0.98},
};
constexpr goal encoding_goals[] = {
    {"Boost.JSON value_from and serialize", library_encoding, boost_encoding, 2},
};

char const* verdict(goal const& each, ratios const& reached)
{
    if (reached.median >= each.least)
        return "";
    return reached.best >= each.least ? "   (missed in the median)" : "   MISSED";
}

void print_goal(goal const& each, measurements const& all)
{
    auto const reached = compare(all, each.route, each.other);
    if (reached.median == 0)
        std::printf("  %-45s at least %.2f, not measured\n", each.what, each.least);
    else
        std::printf(
            "  %-45s at least %.2f, reached %.2f, in the best rounds %.2f%s\n", each.what, each.least, reached.median,
            reached.best, verdict(each, reached));
}

template <class Page>
void run(char const* name, std::size_t rows, extent const& how_long)
{
    subject<Page> of;
    of.page = make_page<Page>(rows);
    of.text = text_of(of.page);
    std::printf("\n%s, %zu rows, %zu bytes\n\n", name, rows, of.text.size());

    routes decoders;
    add_library_decoders(decoders, of);
    add_simdjson_decoders(decoders, of);
    add_boost_json_decoders(decoders, of);
    add_rapidjson_decoders(decoders, of);
    add_nlohmann_decoders(decoders, of);
    // allocations that the structs need if their number is known in advance
    decoders.push_back({"(a copy of the structs)", [&of] { return Page(of.page).value->size(); }, {}});
    auto const decoded = measure(decoders, of.text.size(), how_long.rounds, how_long.milliseconds);
    print(decoded, simdjson_structs);

    routes encoders;
    add_library_encoders(encoders, of);
    add_boost_json_encoders(encoders, of);
    add_rapidjson_encoders(encoders, of);
    auto const size = encoders.front().result().size();
    auto const encoded = measure(encoders, size, how_long.rounds, how_long.milliseconds);
    std::printf("\nencoding, %zu bytes; ratio to Boost.JSON\n\n", size);
    print(encoded, boost_encoding);

    std::printf("\ntimes as fast as\n");
    for (auto const& each : decoding_goals)
        print_goal(each, decoded);
    for (auto const& each : encoding_goals)
        print_goal(each, encoded);
}

} // namespace

int main(int count, char** arguments)
try {
    bool const brief = count > 1 && std::string_view(arguments[1]) == "--short";
    extent const how_long = brief ? extent{1, 1} : extent{41, 20};
    std::printf(
        "Decoding; ratio to simdjson on demand into the same structs. Medians of %u rounds that take turns.\n",
        how_long.rounds);
    for (std::size_t const rows : {std::size_t(100), std::size_t(2000)}) {
        run<codec_benchmark::model::task_list_page_result>("task_list_page_result", rows, how_long);
        run<codec_benchmark::model::workspace_grid_model_page_result>(
            "workspace_grid_model_page_result", rows, how_long);
    }
    return 0;
}
catch (std::exception const& reason) {
    std::fprintf(stderr, "%s\n", reason.what());
    return 1;
}
