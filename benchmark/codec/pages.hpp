#pragma once

#include <cloud_governance/model/task_list_page_result.hpp>
#include <cloud_governance/model/workspace_grid_model_page_result.hpp>

#include <cstddef>
#include <string>

namespace codec_benchmark {

namespace model = cloud_governance::model;

/// A page with the given number of rows; the same page for the same number.
template <class Page>
Page make_page(std::size_t rows);
template <>
model::task_list_page_result make_page(std::size_t rows);
template <>
model::workspace_grid_model_page_result make_page(std::size_t rows);

/// The page as the service writes it, with `null` for absent members.
template <class Page>
std::string text_of(Page const& page);
template <>
std::string text_of(model::task_list_page_result const& page);
template <>
std::string text_of(model::workspace_grid_model_page_result const& page);

} // namespace codec_benchmark
