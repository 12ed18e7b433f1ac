#include "tools/worth.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "properties/count.hpp"

namespace interleave::tools {

using properties::CampaignResult;
using properties::grouped;
using properties::SpeciesSample;
using properties::StrategyCount;

namespace {

/// "1 run in 38": how often such a run shows something that none before it did.
std::string one_in(double unseen_per_run) {
  if (unseen_per_run > 0.67) return "nearly every run";
  if (unseen_per_run <= 0) return "no run";
  return fmt::format("1 run in {}", properties::rounded(1 / unseen_per_run));
}

/// Of the mix as a whole, which is a strategy, too.
double unseen_per_run(const CampaignResult& result) {
  SpeciesSample species;
  std::uint64_t judged = 0;
  for (const StrategyCount& strategy : result.strategies) {
    species.merge(strategy.species);
    judged += strategy.judged;
  }
  return species.unseen_per_run(judged);
}

/// " (each by itself: pos 1 run in 31, …)": of those that made enough runs to tell.
std::string by_strategy(const SystemReport& report) {
  constexpr std::uint64_t percent_least = 5;
  const auto& shares = report.options.mix.shares();
  if (shares.size() == 1) return "";
  std::string text;
  for (const properties::Mix::Share& share : shares) {
    const StrategyCount& count = report.result.strategies[static_cast<std::size_t>(share.strategy)];
    if (100 * count.judged < percent_least * report.result.runs) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name_of(share.strategy),
                        one_in(count.species.unseen_per_run(count.judged)));
  }
  return text.empty() ? "" : " (each by itself: " + text + ")";
}

}  // namespace

std::string worth_in_words(const SystemReport& report) {
  const CampaignResult& result = report.result;
  const std::uint64_t judged = result.runs - result.limited;
  std::string text;
  const bool held = result.violations == 0 && result.limited == 0 && report.vacuous.empty() &&
                    report.investigation.nondeterminism.empty();
  if (held && result.runs >= 3) {
    text += fmt::format("so, with 95 % confidence, fewer than 3 in {} runs made this way fail\n",
                        grouped(result.runs));
  }
  if (judged == 0) return text;
  const std::uint64_t distinct = std::min(result.distinct.estimate(), judged);
  return text + fmt::format(
                    "{} of {} runs were different interleavings; {} still shows four steps in a "
                    "row that none before it did{}\n",
                    properties::rounded(static_cast<double>(distinct)), grouped(judged),
                    one_in(unseen_per_run(result)), by_strategy(report));
}

}  // namespace interleave::tools
