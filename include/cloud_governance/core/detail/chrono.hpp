#pragma once

// Durations, time points and clocks. <chrono> has the calendar as well, and with it the streams, which each file of a
// user would parse: a twelfth of what including Asio and Boost.JSON takes. libstdc++ keeps what is needed here apart.
#include <version>
#if defined(__GLIBCXX__) && __has_include(<bits/chrono.h>)
#include <bits/chrono.h>
#else
#include <chrono>
#endif
