#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "edge/asio_timer.hpp"
#include "edge/http_port.hpp"
#include "edge/http_server.hpp"
#include "edge/in_process_port.hpp"
#include "edge/served_spectora.hpp"
#include "reconciler/assignments_worker.hpp"
#include "sim/intents.hpp"
#include "sim/network.hpp"
#include "sim/worker_timer.hpp"

namespace interleave::edge {

/// For tests: runs the loop until something holds. Throws when it does not come to hold; that takes
/// so long that no slow machine is blamed.
inline void run_until(boost::asio::io_context& loop, const std::function<bool()>& holds) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > give_up) throw std::runtime_error("waited in vain");
    loop.restart();
    loop.run_one_for(std::chrono::milliseconds(50));
  }
}

/// For tests: everything that was asked of Spectora, done there, and answered to people, in order.
class Journal final : public reconciler::SyncLog {
 public:
  void on_commit(model::Time, const model::SpectoraCommit& commit) { commits.push_back(commit); }
  void on_commit(model::Time, const model::AttikCommit&) {}
  void on_commit(model::Time, const model::IntentCommit&) {}
  void on_wire(model::Time, const model::SpectoraRequest& request) { wire.push_back(request); }
  void on_reply(model::Time, const model::SpectoraRequest&, const model::SpectoraReply&) {}
  void on_reply(model::Time, const model::IntentRequest&, const model::IntentReply&) {}
  template <class About>
  void on_fault(model::Time, sim::Fault, const About&) {}
  void on_started(const reconciler::RunStart&) override {}
  void on_finished(const model::Answer& answer, bool) override { answers.push_back(answer); }

  [[nodiscard]] bool in_step() const {
    return !answers.empty() && answers.back().verdict == model::Verdict::in_step;
  }

  /// "A (primary) and B, event of A on day 1 09:00": what the order shows, by the commits.
  [[nodiscard]] std::string shown(model::OrderId order) const {
    model::AssignmentList records;
    model::CalendarEvent event;
    for (const model::SpectoraCommit& commit : commits) {
      if (commit.order != order) continue;
      if (commit.effect == model::SpectoraEffect::event_written) event = commit.event;
      if (commit.effect == model::SpectoraEffect::assigned) records.push_back(commit.assignment);
      if (commit.effect != model::SpectoraEffect::unassigned) continue;
      model::remove_if(records, [&](const model::Assignment& assignment) {
        return assignment.record == commit.assignment.record;
      });
    }
    std::ranges::stable_sort(records, {}, &model::Assignment::inspector);
    return fmt::format("{}, event of {} on {}", describe(records), name_of(event.inspector),
                       name_of_appointment(event.starts));
  }

  /// Every commit with every name in it.
  [[nodiscard]] std::vector<std::string> commits_in_full() const {
    std::vector<std::string> lines;
    for (const model::SpectoraCommit& commit : commits) {
      lines.push_back(fmt::format("{} record {:x} author {} run {:x} fencing {}", describe(commit),
                                  commit.assignment.record.value, static_cast<int>(commit.author),
                                  commit.run.value, commit.fencing));
    }
    return lines;
  }

  /// Every request with every name in it.
  [[nodiscard]] std::vector<std::string> wire_in_full() const {
    std::vector<std::string> lines;
    for (const model::SpectoraRequest& request : wire) {
      lines.push_back(fmt::format("{} cause {:x} issuer {} fencing {} fingerprint {:x}",
                                  describe(request), request.cause().value,
                                  static_cast<int>(request.issuer), request.fencing,
                                  request.fingerprint()));
    }
    return lines;
  }

  std::vector<model::SpectoraRequest> wire;
  std::vector<model::SpectoraCommit> commits;
  std::vector<model::Answer> answers;
};

/// For tests: the one job that matters, created in Attik, and its order. Job 0 is Spectora-native.
inline constexpr model::JobId our_job{1};
inline constexpr model::OrderId our_order{1};
inline constexpr model::Cause our_cause = model::run_root.child(2, 0);

inline model::Job job_with(std::initializer_list<std::uint8_t> inspectors,
                           model::Time starts = model::Time(std::chrono::hours(9))) {
  model::Job job;
  job.id = our_job;
  job.order = our_order;
  job.starts = starts;
  for (const std::uint8_t inspector : inspectors) {
    job.inspectors.push_back(model::InspectorId{inspector});
  }
  return job;
}

/// For tests: a job that was in step with its order, and what it has become.
struct Reassignment {
  std::string name;
  model::Job before;
  model::Job after;
};

/// For tests: Attik and its store, with no stream and nobody who dies.
class Backend final : private sim::JobChangeHandler, private sim::CrashHandler {
 public:
  Backend(sim::Scheduler& scheduler, Journal& journal)
      : processes{sim::Process(scheduler, *this, 0), sim::Process(scheduler, *this, 1)},
        attik(scheduler, journal, *this, processes, {.stream = {}, .source = false}),
        intents(scheduler, journal, attik) {}

  /// The change that has been saved.
  model::JobChange reassign(const Reassignment& reassignment) {
    model::Job native;
    native.created = model::Creation::spectora;
    attik.give(native);
    attik.give(reassignment.before);
    return {our_cause, attik.save(reassignment.after, our_cause), true};
  }

  std::array<sim::Process, sim::workers_max> processes;
  sim::Attik<Journal> attik;
  sim::Intents<Journal> intents;

 private:
  void on_change(std::uint8_t, const model::JobChange&) override {}
  void on_gap(std::uint8_t, model::Cause) override {}
  void on_crash(std::uint8_t, model::Cause, model::Time) override {}
  void on_pause(std::uint8_t, model::Time) override {}
};

/// For tests: puts the order as the job before wants it.
template <class Spectora>
void give_order(Spectora& spectora, const model::Job& job) {
  for (const model::InspectorId inspector : job.inspectors) {
    const model::Cause record = model::run_root.child(4, 1).child(0, inspector.value);
    spectora.give(job.order, model::Assignment{record, inspector, inspector == job.primary()});
  }
  spectora.give(job.order, wanted_event(job));
}

/// For tests: lists that never lag, so that nobody has to wait for one.
inline reconciler::SyncOptions core_options() {
  reconciler::SyncOptions options;
  options.list_lag = model::Duration{};
  return options;
}

using Worker = reconciler::AssignmentsWorker<reconciler::SealedGuards>;

/// For tests: one sync of the production core in the simulator.
class SimulatedWorld {
 public:
  explicit SimulatedWorld(const Reassignment& reassignment, const sim::SpectoraOptions& remote = {})
      : spectora_(scheduler_, journal, desk_, remote) {
    choices_.replay({});
    scheduler_.reset(sim::Strategy::latency, nullptr);
    give_order(spectora_, reassignment.before);
    worker_.on_change(backend_.reassign(reassignment));
    while (journal.answers.empty() && scheduler_.step()) {
    }
  }

  Journal journal;

 private:
  sim::Choices choices_;
  sim::Faults faults_{sim::fault_profiles[0]};
  sim::Scheduler scheduler_{choices_, faults_, {}};
  sim::RemoteDesk<Journal> desk_{scheduler_, journal, sim::Actor::spectora};
  sim::Spectora<Journal> spectora_;
  Backend backend_{scheduler_, journal};
  sim::Network<sim::Spectora<Journal>> spectora_port_{
      scheduler_, spectora_, backend_.processes[0], {}};
  sim::Network<sim::Intents<Journal>> intent_port_{
      scheduler_, backend_.intents, backend_.processes[0], {}};
  sim::WorkerTimer timer_{scheduler_, backend_.processes[0]};
  Worker worker_{{spectora_port_, intent_port_, timer_}, journal, core_options(), {}};
};

/// For tests: the same over HTTP, in real time.
class RealWorld {
 public:
  struct Options {
    reconciler::SyncOptions core = core_options();
    sim::SpectoraOptions remote{};
    /// What becomes of the request of that number, counted from 0, in the order of arrival.
    std::function<Treatment(std::size_t)> treat{};
    /// Called with the number of each request to the store.
    std::function<void(std::size_t)> on_store = [](std::size_t) {};
  };

  RealWorld(const Reassignment& reassignment, Options options) : options_(std::move(options)) {
    give_order(spectora_, reassignment.before);
    store_time_.follow();
    change_ = backend_.reassign(reassignment);
    listen();
    port_ = std::make_unique<HttpPort>(loop, HttpPort::Options{.port = server_->port()});
    hire();
  }

  /// The worker hears of the change.
  void tell() { worker_->on_change(change_); }
  void run_until_in_step() {
    run_until(loop, [this] { return journal.in_step(); });
  }
  /// The worker process dies; whatever it waited for is abandoned.
  void dismiss() { worker_.reset(); }
  /// A worker process starts.
  void hire() {
    worker_ = std::make_unique<Worker>(reconciler::AssignmentsPorts{*port_, intent_port_, timer_},
                                       journal, options_.core, reconciler::SealedGuards());
  }
  void start(model::Cause incarnation) { worker_->start(incarnation); }
  /// Spectora goes off the net, and comes back where it was.
  void hang_up() { server_.reset(); }
  void listen() {
    HttpServer::Options server;
    server.port = listens_at_;
    server.treat = [this](const model::SpectoraRequest&) {
      const std::size_t number = arrived_++;
      return options_.treat ? options_.treat(number) : Treatment{};
    };
    server_ = std::make_unique<HttpServer>(
        loop, server,
        [this](const model::SpectoraRequest& request) { return spectora_.play(request); });
    listens_at_ = server_->port();
  }
  [[nodiscard]] std::size_t requests_arrived() const { return arrived_; }

  boost::asio::io_context loop{1};
  Journal journal;

 private:
  model::IntentReply play_store(const model::IntentRequest& request) {
    options_.on_store(store_requests_++);
    store_time_.follow();
    model::IntentReply reply;
    backend_.intents.apply(request, request.cause(), true, reply);
    return reply;
  }

  Options options_;
  AsioTimer timer_{loop, model::Time(std::chrono::seconds(1))};
  ServedSpectora<Journal> spectora_{timer_, journal, options_.remote};
  RealTimeScheduler store_time_{timer_};
  Backend backend_{store_time_.scheduler(), journal};
  InProcessPort<model::IntentRequest, model::IntentReply> intent_port_{
      loop, [this](const model::IntentRequest& request) { return play_store(request); }};
  model::JobChange change_;
  std::size_t arrived_ = 0;
  std::size_t store_requests_ = 0;
  std::uint16_t listens_at_ = 0;
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<HttpPort> port_;
  std::unique_ptr<Worker> worker_;
};

}  // namespace interleave::edge
