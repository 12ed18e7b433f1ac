#include "properties/recording.hpp"

namespace interleave::properties {

Recording record(Runner& runner, sim::Strategy strategy) {
  Recording recording;
  runner.choices().record_into(&recording.decisions);
  recording.result = runner.run(strategy, &recording.history);
  runner.choices().record_into(nullptr);
  recording.evidence = runner.evidence();
  return recording;
}

Recording record_seeded(Runner& runner, sim::Strategy strategy, std::uint64_t seed) {
  runner.choices().seed(seed);
  return record(runner, strategy);
}

Recording record_replay(Runner& runner, std::span<const sim::Override> overrides) {
  runner.choices().replay(overrides);
  Recording recording = record(runner, sim::Strategy::latency);
  recording.unused = runner.choices().unused();
  return recording;
}

RunResult replay(Runner& runner, std::span<const sim::Override> overrides) {
  runner.choices().replay(overrides);
  return runner.run(sim::Strategy::latency, nullptr);
}

std::vector<sim::Override> overrides_of(std::span<const sim::Decision> decisions) {
  std::vector<sim::Override> overrides;
  for (const sim::Decision& decision : decisions) {
    overrides.push_back({decision.key.hash(), decision.outcome});
  }
  return overrides;
}

}  // namespace interleave::properties
