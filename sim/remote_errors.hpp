#pragma once

#include <array>

#include "model/spectora.hpp"

namespace interleave::sim {

/// The errors that a remote answers with, by the outcome of the decision: when it has done nothing,
/// and when it has done what was asked. The same outcome never means the same code in both: one
/// that is taken for the other shows.
inline constexpr std::array<model::Status, 4> errors_before{
    model::Status::unavailable, model::Status::internal_error, model::Status::bad_gateway,
    model::Status::gateway_timeout};
inline constexpr std::array<model::Status, 4> errors_after{
    model::Status::bad_gateway, model::Status::unavailable, model::Status::gateway_timeout,
    model::Status::internal_error};

}  // namespace interleave::sim
