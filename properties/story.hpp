#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "properties/recording.hpp"

namespace interleave::properties {

/// What a decision means, in the domain's words: "the reply to DELETE A on order 1 is lost". It is
/// found by the decision's cause among the entries of the history.
std::string meaning_of(const sim::Decision& decision, const Recording& recording);

/// The run as sentences, in the order in which things happened: one for each action of a person
/// (which several decisions make), one for each decision of the machine that was not the dullest.
/// Facts that a reader takes for granted stay out; a run without any deviation has one sentence
/// that says so.
std::vector<std::string> story_of(const Recording& recording);

/// A story's sentences, numbered, and the evidence behind them: each a line of its own after that
/// indent.
std::string in_lines(const std::vector<std::string>& story,
                     const std::vector<std::string>& evidence, std::string_view indent);

/// "  600.005000 s": an instant of a timeline.
std::string seconds_in_column(model::Time at);

/// The whole history, a line per entry: time, place, what happened.
std::vector<std::string> timeline_of(const Recording& recording);

}  // namespace interleave::properties
