// A JSON text into a model and back: what is read is written so that it reads back the same, in whatever pieces it
// came.

#include "fuzz.hpp"

#include <cloud_governance/json/decode.hpp>
#include <cloud_governance/json/encode.hpp>
#include <cloud_governance/json/equal.hpp>
#include <cloud_governance/model/all_request_details_page_result.hpp>
#include <cloud_governance/model/all_request_list_page_result.hpp>
#include <cloud_governance/model/all_task_list_page_result.hpp>
#include <cloud_governance/model/api_my_group.hpp>
#include <cloud_governance/model/api_task_dynamic_properties.hpp>
#include <cloud_governance/model/api_user_page_result.hpp>
#include <cloud_governance/model/change_group_setting_request.hpp>
#include <cloud_governance/model/change_group_setting_service.hpp>
#include <cloud_governance/model/create_group_request.hpp>
#include <cloud_governance/model/create_group_service.hpp>
#include <cloud_governance/model/create_site_request.hpp>
#include <cloud_governance/model/create_site_service.hpp>
#include <cloud_governance/model/guest_user_grid_model_page_result.hpp>
#include <cloud_governance/model/job_monitor_grid_model_page_result.hpp>
#include <cloud_governance/model/my_site.hpp>
#include <cloud_governance/model/old_metadata_grid_model_page_result.hpp>
#include <cloud_governance/model/request_list_page_result.hpp>
#include <cloud_governance/model/service_grid_model_page_result.hpp>
#include <cloud_governance/model/service_list_page_result.hpp>
#include <cloud_governance/model/shared_mailbox_basic_grid_model_page_result.hpp>
#include <cloud_governance/model/task_list_page_result.hpp>
#include <cloud_governance/model/task_report_page_result.hpp>
#include <cloud_governance/model/worker_job_grid_model_page_result.hpp>
#include <cloud_governance/model/workspace_grid_model.hpp>
#include <cloud_governance/model/workspace_grid_model_page_result.hpp>
#include <cloud_governance/model/workspace_list_page_result.hpp>
#include <cloud_governance/model/workspace_report_page_result.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <string>

namespace {

namespace cg = cloud_governance;
namespace codec = cg::json::detail;
namespace model = cg::model;
using fuzz::require;

/// A model as the codec knows it; the templates `json::decode` and `encode` only add a type to the same functions.
class codable_model {
public:
    codec::type const* type;
    void* (*make)();
    void (*destroy)(void*);
};

template <class Model>
constexpr codable_model entry()
{
    return {
        &cg::json::type_of<Model>(), [] { return static_cast<void*>(new Model); },
        [](void* value) { delete static_cast<Model*>(value); }};
}

// in a seed the first is A, the second B …; append only, or the corpus means something else
constexpr codable_model models[] = {
    entry<model::all_request_details_page_result>(),             // A
    entry<model::all_request_list_page_result>(),                // B
    entry<model::all_task_list_page_result>(),                   // C
    entry<model::api_user_page_result>(),                        // D
    entry<model::guest_user_grid_model_page_result>(),           // E
    entry<model::job_monitor_grid_model_page_result>(),          // F
    entry<model::old_metadata_grid_model_page_result>(),         // G
    entry<model::request_list_page_result>(),                    // H
    entry<model::service_grid_model_page_result>(),              // I
    entry<model::service_list_page_result>(),                    // J
    entry<model::shared_mailbox_basic_grid_model_page_result>(), // K
    entry<model::task_list_page_result>(),                       // L
    entry<model::task_report_page_result>(),                     // M
    entry<model::worker_job_grid_model_page_result>(),           // N
    entry<model::workspace_grid_model_page_result>(),            // O
    entry<model::workspace_list_page_result>(),                  // P
    entry<model::workspace_report_page_result>(),                // Q
    entry<model::workspace_grid_model>(),                        // R
    entry<model::create_group_service>(),                        // S
    entry<model::api_task_dynamic_properties>(),                 // T
    entry<model::change_group_setting_request>(),                // U
    entry<model::create_site_service>(),                         // V
    entry<model::api_my_group>(),                                // W
    entry<model::create_group_request>(),                        // X
    entry<model::my_site>(),                                     // Y
    entry<model::create_site_request>(),                         // Z
    entry<model::change_group_setting_service>(),                // [
};

using owned_value = std::unique_ptr<void, void (*)(void*)>;

owned_value make(codable_model const& of) { return owned_value(of.make(), of.destroy); }

cg::wiped_string encoded(codable_model const& of, void const* value)
{
    cg::wiped_string out;
    codec::encode(out, *of.type, value);
    return out;
}

std::string_view view(cg::wiped_string const& text) { return {text.data(), text.size()}; }

bool decode_in_pieces(std::string_view text, std::size_t piece, codable_model const& of, void* value, cg::error& reason)
{
    auto const decoder = codec::make_decoder(*of.type, value);
    bool good = true;
    while (good && !text.empty()) {
        // a copy, so that a sanitizer sees what is kept of a piece after it is gone
        std::string const bytes(text.substr(0, piece));
        text.remove_prefix(bytes.size());
        good = codec::write_decoder(*decoder, bytes);
    }
    return codec::finish_decoder(*decoder, reason);
}

/// Refused for what a value is, not for how the text is written. Of a text that breaks off, pieces have seen more.
bool is_refused_value(cg::error const& reason)
{
    return reason.diagnostics.detail.find(", at byte ") == std::string::npos;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    constexpr std::array<std::size_t, 8> pieces = {1, 2, 3, 5, 7, 16, 64, 777};
    fuzz::input input(data, size);
    auto const& of = models[input.choose(std::size(models))];
    auto const piece = pieces[input.choose(pieces.size())];

    auto const whole = make(of);
    cg::error reason;
    bool const good = codec::decode(input.rest(), *of.type, whole.get(), reason);
    auto const joined = make(of);
    cg::error reason_of_joined;
    bool const good_in_pieces = decode_in_pieces(input.rest(), piece, of, joined.get(), reason_of_joined);
    require(good == good_in_pieces, "pieces decode as the whole does");
    if (!good) {
        fuzz::require_message(reason);
        fuzz::require_message(reason_of_joined);
        require(is_refused_value(reason) == is_refused_value(reason_of_joined), "pieces are refused as the whole is");
        if (is_refused_value(reason))
            require(to_string(reason) == to_string(reason_of_joined), "pieces are refused with the words of the whole");
        return 0;
    }
    auto const first = encoded(of, whole.get());
    require(view(first) == view(encoded(of, joined.get())), "pieces decode to what the whole decodes to");

    auto const again = make(of);
    require(codec::decode(view(first), *of.type, again.get(), reason), "what was encoded can be decoded");
    require(view(first) == view(encoded(of, again.get())), "what was decoded again is encoded to the same bytes");
    require(codec::equal(*of.type, whole.get(), again.get()), "what was decoded again is equal");
    return 0;
}
