#pragma once

#include <span>
#include <string>

#include "model/units.hpp"

namespace interleave::model {

/// "A", "A and B", "A, B and C"; `empty` when there is nothing to name.
std::string enumeration(std::span<const std::string> names, const std::string& empty);

/// A duration with the unit a reader expects: "7 µs", "1.5 ms", "12 s", "3 min".
std::string duration_in_words(Duration duration);

/// An instant as timelines show it: "600.005000 s".
std::string name_of_instant(Time at);

/// The text with its first letter in upper case and a full stop.
std::string as_sentence(std::string text);

}  // namespace interleave::model
