#pragma once

#include <cloud_governance/core/error.hpp>

#include <boost/asio/error.hpp>

#include <exception>
#include <string>

namespace cloud_governance::detail {

/** The exception that is being handled, as an error of this library. Call it in a `catch` block only.

    A `failure` keeps its error. A `system_error` becomes `fallback` with its code as the cause, or `errc::cancelled` for
    Asio's `operation_aborted`. Any other exception becomes `fallback`; the detail then begins with `what`.
*/
inline error current_error(errc fallback, std::string const& what)
{
    try {
        throw;
    }
    catch (failure const& known) {
        return known.error();
    }
    catch (boost::system::system_error const& other) {
        error reason(other.code() == boost::asio::error::operation_aborted ? errc::cancelled : fallback, what);
        reason.diagnostics.cause = other.code();
        return reason;
    }
    catch (std::exception const& other) {
        return error(fallback, what + ": " + printable(other.what()));
    }
    catch (...) {
        return error(fallback, what + " with an exception of unknown type");
    }
}

} // namespace cloud_governance::detail
