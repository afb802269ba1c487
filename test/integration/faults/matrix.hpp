#pragma once

// One cell of the fault matrix: one fault, one operation, and what must be left afterwards.

#include "misbehaviour.hpp"
#include "rig.hpp"

#include <iostream>

namespace faults {

class cell {
public:
    cell(row const& which, column to)
        : row_(which), at_(to, pool_options(which.what), which.what <= fault::name_hangs ? known_name : "127.0.0.1")
    {
    }

    void run()
    {
        names_resolve = true;
        start_server();
        bool const pages = at_.to == column::pages;
        if (row_.what == fault::restart_between_calls && !pages)
            BOOST_TEST(!act().code);
        std::size_t const last =
            row_.what == fault::reset_at_every_byte ? reply_text(good_body(own(), at_.url())).size() : 0;
        for (std::size_t step = 0; step <= last; ++step) {
            if (pages)
                at_.walk_to_second_page();
            auto const connections = at_.peer.connections();
            auto const requests = at_.peer.requests.load();
            begin_fault(step);
            auto seen = act();
            end_fault();
            seen.connections = at_.peer.connections() - connections;
            seen.requests = at_.peer.requests - requests;
            check(seen, expectation(step, last), step);
        }
        at_.check_what_is_left();
    }

private:
    /// The deadline that the fault is about is short, all others are long.
    static cg::http::pool_options pool_options(fault what)
    {
        auto out = pool_test::options();
        auto const soon = 30ms;
        switch (what) {
        case fault::name_hangs:
            out.resolve_timeout = soon;
            break;
        case fault::connection_hangs:
            out.connect_timeout = soon;
            break;
        case fault::handshake_hangs:
            out.handshake_timeout = soon;
            break;
        case fault::stall_before_reply:
            out.first_byte_timeout = soon;
            break;
        case fault::stall_in_header:
        case fault::stall_in_body:
            out.idle_timeout = soon;
            break;
        default:
            break;
        }
        return out;
    }

    /// Whose requests are spoiled.
    column own() const { return at_.to == column::batch ? column::repeatable : at_.to; }

    /// The server's side of a connection.
    void serve(raw::peer& client)
    {
        if (!client.accept_tls())
            return;
        while (auto const request = client.read_request()) {
            fault const what = fault_; // before it is counted: who waits for the count then ends the fault
            ++at_.peer.requests;
            auto const to = column_of(*request);
            bool const hit = what == fault::close_every_time || to == own();
            if (!spoil(client, hit ? what : fault::none, good_body(to, at_.url()), offset_))
                return;
        }
    }

    void start_server()
    {
        at_.start_server([this](raw::peer& client) { serve(client); });
    }

    void begin_fault(std::size_t offset)
    {
        offset_ = offset;
        fault_ = row_.what;
        switch (row_.what) {
        case fault::name_unknown:
            names_resolve = false;
            at_.peer.stop();
            break;
        case fault::name_hangs:
            names_hang = true;
            at_.peer.stop();
            break;
        case fault::connection_refused:
            at_.peer.stop();
            break;
        case fault::connection_hangs:
            at_.peer.stop();
            at_.peer.hang();
            break;
        case fault::handshake_hangs:
        case fault::handshake_alert:
        case fault::handshake_cut:
            at_.peer.stop();
            at_.peer.start([what = row_.what](raw::peer& client) { spoil_handshake(client, what); }, nullptr);
            break;
        case fault::restart_between_calls:
            restart();
            break;
        default:
            break;
        }
    }

    void end_fault()
    {
        fault_ = fault::none;
        names_resolve = true;
        if (row_.what <= fault::handshake_cut)
            restart();
    }

    void restart()
    {
        fault_ = fault::none;
        at_.peer.stop();
        start_server();
    }

    outcome act()
    {
        outcome seen;
        int ended = 0;
        at_.start(at_.perform(seen), ended);
        if (fault_ == fault::restart_under_load) {
            auto const waiting = at_.peer.requests + (at_.to == column::batch ? 2 : 1);
            at_.io.restart();
            while (at_.peer.requests < waiting)
                at_.io.run_one_for(1ms);
            restart();
        }
        if (fault_ == fault::name_hangs) {
            // the operation ends; the look-ups that it left behind cannot be interrupted, and end with the fault
            at_.io.restart();
            while (ended == 0)
                BOOST_TEST_REQUIRE(at_.io.run_one_for(60s) == 1U);
            names_hang = false;
            names_hang.notify_all();
        }
        at_.run_to_end();
        BOOST_TEST(ended == 1);
        at_.walk.reset();
        return seen;
    }

    expected const& outcome_of(row const& which) const { return which.outcome[static_cast<std::size_t>(at_.to)]; }

    expected expectation(std::size_t step, std::size_t last) const
    {
        auto out = outcome_of(row_);
        if (row_.what != fault::reset_at_every_byte)
            return out;
        if (step == 0 && at_.to == column::pages) { // as for a kept connection that is closed without a word
            ++out.connections;
            ++out.requests;
        }
        if (step == last) // after the reply
            for (auto const& other : table)
                if (other.what == fault::close_every_time)
                    out = outcome_of(other);
        if (step == last && at_.to == column::discovery)
            out.connections = 2; // the token's request and the call's go over one
        return out;
    }

    void check(outcome const& seen, expected const& wanted, std::size_t step) const
    {
        BOOST_TEST_CONTEXT(row_.name << ", byte " << step << ": " << seen.text)
        {
            cg::error_code const code = wanted.code == success ? cg::error_code() : make_error_code(wanted.code);
            BOOST_TEST(seen.code == code);
            // a batch does not tell how its successes came about
            if (!(at_.to == column::batch && wanted.code == success))
                BOOST_TEST(seen.attempts == wanted.attempts);
            BOOST_TEST(seen.connections == wanted.connections);
            BOOST_TEST(seen.requests == wanted.requests);
        }
    }

    row const& row_;
    std::atomic<fault> fault_ = fault::none;
    std::atomic<std::size_t> offset_ = 0;
    rig at_; // its server's scripts use the members above
};

/// All cells of one column; prints how many there were.
inline void run_column(column to)
{
    std::size_t cells = 0;
    for (auto const& each : table) {
        BOOST_TEST_CONTEXT(each.name)
        {
            auto const descriptors = open_descriptors();
            cell(each, to).run();
            BOOST_TEST(open_descriptors() == descriptors);
        }
        ++cells;
    }
    std::cout << cells << " cells of the fault matrix\n";
}

} // namespace faults
