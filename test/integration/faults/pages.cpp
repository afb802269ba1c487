#include "matrix.hpp"

BOOST_AUTO_TEST_SUITE(faults_pages)

BOOST_AUTO_TEST_CASE(every_fault_has_the_outcome_of_the_table) { faults::run_column(faults::column::pages); }

BOOST_AUTO_TEST_SUITE_END()
