// Every operation of the API, over TLS, to a server that validates each request against the API's description.
#include "over_network.hpp"

#include "generated/catalogue.hpp"

#include <cloud_governance/api/admin/office365/get_tenant_ids.hpp>
#include <cloud_governance/api/office365/get_site_designs.hpp>
#include <cloud_governance/api/requests/submit_archive_site_request.hpp>
#include <cloud_governance/api/tasks/approve_task.hpp>
#include <cloud_governance/api/tasks/get_my_tasks.hpp>
#include <cloud_governance/api/users/is_member_of_group.hpp>
#include <cloud_governance/auth/api_profile.hpp>
#include <cloud_governance/auth/bearer.hpp>
#include <cloud_governance/client.hpp>
#include <cloud_governance/json/decode.hpp>
#include <cloud_governance/json/encode.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <functional>
#include <map>

BOOST_AUTO_TEST_SUITE(interop_contract)

using namespace interop;
using namespace generated;
namespace json = boost::json;

namespace {

cg::auth::api_profile by_profile()
{
    return cg::auth::api_profile(
        {.client_id = "id",
         .client_secret = cg::secret_string("secret"),
         .user_principal_name = "someone@contoso.com"});
}

cg::auth::bearer by_token() { return cg::auth::bearer(cg::secret_string("token")); }

/// Adds nothing to a request.
class no_credentials {
public:
    void authorize(cg::auth::request_context&) {}
};

// runs `make(client)` to its end
template <class Auth, class Make>
void run_client(Auth auth, Make make)
{
    asio::io_context io;
    cg::client_options options;
    options.tls = trust();
    // the server compiles a validator for each operation when it sees it first
    options.timeout = std::chrono::minutes(2);
    options.first_byte_timeout = options.timeout;
    options.exchange_timeout = options.timeout;
    options.retry.max_attempts = 1;
    cg::client const client(io, cg::environment(peer("/contract"), ""), std::move(auth), options);
    std::exception_ptr failed;
    asio::co_spawn(io, make(client), [&](std::exception_ptr error) { failed = error; });
    io.run();
    if (failed)
        std::rethrow_exception(failed);
}

// what was wrong with the requests since the last time, by their ids
std::map<std::string, std::string> violations()
{
    std::map<std::string, std::string> out;
    run([&](http::transport& transport) -> asio::awaitable<void> {
        auto const reply = co_await call(transport, peer("/contract") + "/.test/violations");
        auto const all = json::parse(reply.value().body);
        for (auto const& one : all.as_array())
            out[std::string(one.at("id").as_string())] = json::serialize(one);
    });
    return out;
}

any_type reply_type(operation_entry const& operation)
{
    if (operation.reply_model.empty())
        return operation.plain_reply;
    for (auto const* model : all_models())
        if (model->name == operation.reply_model)
            return model->type;
    throw std::runtime_error("no model " + std::string(operation.reply_model));
}

// the value without members that are null, which read as absent
json::value without_nulls(json::value const& value)
{
    if (auto const* const list = value.if_array()) {
        json::array out;
        for (auto const& item : *list)
            out.push_back(without_nulls(item));
        return out;
    }
    if (auto const* const object = value.if_object()) {
        json::object out;
        for (auto const& member : *object)
            if (!member.value().is_null())
                out[member.key()] = without_nulls(member.value());
        return out;
    }
    return value;
}

// decodes a reply, encodes it again and says what is not as it was
std::string reply_fault(any_type const& type, std::string const& text)
{
    if (type.of == nullptr)
        return text.empty() ? "" : "an answer where none is described";
    auto const value = type.make();
    cg::error reason;
    if (!cg::json::detail::decode(text, *type.of, value.get(), reason))
        return to_string(reason);
    if (has_unknown_members(*type.of, value.get()))
        return "a member that is not known: " + text;
    cg::wiped_string again;
    cg::json::detail::encode(again, *type.of, value.get());
    return first_difference(without_nulls(json::parse(text)), without_nulls(json::parse(std::string_view(again))));
}

// sends every operation, and has each request validated, each reply decoded
template <class Auth>
void send_all(Auth auth, std::string const& kind, bool everything)
{
    violations();
    std::map<std::string, std::string> faults;
    run_client(std::move(auth), [&](auto client) -> asio::awaitable<void> {
        for (auto const* operation : all_operations()) {
            std::string const id = kind + "-" + std::string(operation->id);
            values from(values::seed_of(operation->id), everything ? filling::everything : filling::least);
            auto const request = operation->make(from, everything);
            try {
                auto const options = cg::call_options().request_id(id);
                auto const reply = co_await client.exchange(request, options);
                auto const matched = reply.fields.find("x-operation").value_or("");
                if (matched != operation->id)
                    faults[id] = "taken for " + std::string(matched);
                else if (auto fault = reply_fault(reply_type(*operation), reply.value.text); !fault.empty())
                    faults[id] = fault;
            }
            catch (cg::failure const& refused) {
                faults[id] = to_string(refused.error());
            }
        }
    });
    for (auto const& [id, what] : violations())
        faults[id] += "\n" + what;
    for (auto const& [id, fault] : faults)
        BOOST_ERROR(id << ": " << fault.substr(0, 2000));
}

/// What an operation sends, spoiled.
class broken_operation {
public:
    using response_type = any_operation::response_type;
    using fault = std::function<void(cg::http::request&)>;

    broken_operation(any_operation operation, fault spoil) : operation_(std::move(operation)), spoil_(std::move(spoil))
    {
    }
    std::string_view name() const noexcept { return operation_.name(); }
    void encode(cg::http::request& request) const
    {
        operation_.encode(request);
        spoil_(request);
    }

private:
    any_operation operation_;
    fault spoil_;
};

/// What is sent before it is spoiled.
enum class sent_as { everything, everything_fixed, least_fixed };

// sends the operations that `spoil` changes; each must be refused for a reason that has `reason` in it
void all_are_refused(sent_as how, std::function<bool(cg::http::request&)> spoil, std::string_view reason)
{
    violations();
    std::map<std::string, std::string> faults;
    std::size_t sent = 0;
    run_client(by_token(), [&](auto client) -> asio::awaitable<void> {
        for (auto const* entry : all_operations()) {
            values from(values::seed_of(entry->id), how == sent_as::everything ? filling::everything : filling::fixed);
            auto const operation = entry->make(from, how != sent_as::least_fixed);
            cg::http::request probe;
            operation.encode(probe);
            if (!spoil(probe))
                continue;
            ++sent;
            std::string const id(entry->id);
            auto const options = cg::call_options().request_id(id);
            auto const reply = co_await client.try_send(broken_operation(operation, spoil), options);
            if (reply)
                faults[id] = "was taken";
            else if (reply.error().code != cg::errc::bad_request)
                faults[id] = to_string(reply.error());
        }
    });
    BOOST_TEST(sent != 0u);
    auto const seen = violations();
    BOOST_TEST(seen.size() == sent);
    for (auto const& [id, what] : seen)
        if (what.find(reason) == std::string::npos)
            faults[id] += what;
    for (auto const& [id, fault] : faults)
        BOOST_ERROR(id << ": " << fault.substr(0, 2000));
}

// changes the body's object, or the first one of its array
bool change_body(cg::http::request& request, std::function<void(json::object&)> change)
{
    if (request.body.empty())
        return false;
    auto body = json::parse(std::string_view(request.body));
    auto* const object = body.is_array() ? body.get_array().at(0).if_object() : body.if_object();
    if (object == nullptr || object->empty())
        return false;
    change(*object);
    request.body = json::serialize(body);
    return true;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_operation_with_what_it_requires)
{
    BOOST_TEST_REQUIRE(all_operations().size() == 316u);
    send_all(by_profile(), "least", false);
}

// the typed operations themselves, one for each kind of reply; that all others encode and decode alike is shown above
BOOST_AUTO_TEST_CASE(typed_replies_of_every_kind)
{
    auto const id = cg::uuid_from_string("6ab493d7-b588-4338-a233-9290000000ce");
    run_client(by_token(), [id](auto client) -> asio::awaitable<void> {
        co_await client.send(cg::api::tasks::approve_task(id));
        auto const page =
            co_await client.send(cg::api::tasks::get_my_tasks(cg::model::task_approval_status::pending_and_completed));
        BOOST_TEST(page.value->at(0).title.value_or("") == "string");
        cg::uuid const request = co_await client.send(cg::api::requests::submit_archive_site_request());
        BOOST_TEST(request != cg::uuid{});
        co_await client.send(cg::api::users::is_member_of_group("someone@contoso.com", "group"));
        auto const designs = co_await client.send(cg::api::office365::get_site_designs("contoso"));
        BOOST_TEST(designs.size() == 1u);
        auto const ids = co_await client.send(cg::api::admin::office365::get_tenant_ids());
        BOOST_TEST(ids.text == "");
    });
}

BOOST_AUTO_TEST_CASE(every_operation_with_everything_that_can_be_set) { send_all(by_token(), "everything", true); }

// the tests above would show nothing if the server took what is wrong; so each operation's validation is tried

BOOST_AUTO_TEST_CASE(a_member_that_is_not_described_is_refused)
{
    all_are_refused(
        sent_as::everything,
        [](cg::http::request& request) {
            return change_body(request, [](json::object& body) { body["notDescribed"] = 1; });
        },
        "notDescribed");
}

BOOST_AUTO_TEST_CASE(a_member_of_another_type_is_refused)
{
    all_are_refused(
        sent_as::everything,
        [](cg::http::request& request) {
            return change_body(request, [](json::object& body) {
                auto& value = body.begin()->value();
                value = value.is_number() ? json::value("5") : json::value(5);
            });
        },
        "must be");
}

BOOST_AUTO_TEST_CASE(an_invalid_identifier_is_refused)
{
    all_are_refused(
        sent_as::everything_fixed,
        [](cg::http::request& request) {
            constexpr std::string_view id = "6ab493d7-b588-4338-a233-9290000000ce";
            auto const at = request.target.find(id);
            if (at == std::string::npos)
                return false;
            request.target.replace(at, id.size(), "nonsense");
            return true;
        },
        "uuid");
}

BOOST_AUTO_TEST_CASE(a_required_query_parameter_that_is_missing_is_refused)
{
    all_are_refused(
        sent_as::least_fixed,
        [](cg::http::request& request) {
            auto const query = request.target.find('?');
            // the filter of bulk actions is required by the library, not by the description
            if (query == std::string::npos || request.target.find("?filter=") != std::string::npos)
                return false;
            request.target.resize(query);
            return true;
        },
        "required");
}

BOOST_AUTO_TEST_CASE(a_query_parameter_with_another_name_is_refused)
{
    all_are_refused(
        sent_as::everything_fixed,
        [](cg::http::request& request) {
            auto const query = request.target.find('?');
            if (query == std::string::npos)
                return false;
            request.target.insert(query + 1, "notDescribed=1&");
            return true;
        },
        "notDescribed");
}

BOOST_AUTO_TEST_CASE(an_unknown_path_and_missing_credentials_are_refused)
{
    violations();
    auto const* const operation = all_operations().front();
    values from(0, filling::fixed);
    broken_operation const lost(operation->make(from, true), [](cg::http::request& request) {
        request.target.insert(
            request.target.find('?') == std::string::npos ? request.target.size() : request.target.find('?'), "/lost");
    });
    run_client(by_token(), [&](auto client) -> asio::awaitable<void> {
        auto const reply = co_await client.try_send(lost);
        BOOST_TEST((reply.error().code == cg::errc::not_found));
    });
    broken_operation const nobody(operation->make(from, true), [](cg::http::request&) {});
    run_client(no_credentials(), [&](auto client) -> asio::awaitable<void> {
        auto const reply = co_await client.try_send(nobody);
        BOOST_TEST((reply.error().code == cg::errc::unauthorized));
    });
    BOOST_TEST(violations().size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
