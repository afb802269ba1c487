#include "matrix.hpp"

BOOST_AUTO_TEST_SUITE(faults_not_repeatable)

BOOST_AUTO_TEST_CASE(every_fault_has_the_outcome_of_the_table) { faults::run_column(faults::column::not_repeatable); }

BOOST_AUTO_TEST_SUITE_END()
