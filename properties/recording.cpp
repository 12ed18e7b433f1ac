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

Recording record_seeded(Runner& runner, const SeededRun& run) {
  runner.choices().seed(run_seed(run));
  return record(runner, run.strategy);
}

RunResult run_seeded(Runner& runner, const SeededRun& run) {
  runner.choices().seed(run_seed(run));
  return runner.run(run.strategy, nullptr);
}

Recording record_replay(Runner& runner, std::span<const sim::Decision> decisions) {
  runner.choices().replay(decisions);
  Recording recording = record(runner, sim::Strategy::latency);
  recording.unused = runner.choices().unused();
  return recording;
}

RunResult replay(Runner& runner, std::span<const sim::Decision> decisions) {
  runner.choices().replay(decisions);
  return runner.run(sim::Strategy::latency, nullptr);
}

}  // namespace interleave::properties
