#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "model/attik.hpp"
#include "properties/crew_signatures.hpp"
#include "properties/element_crew.hpp"
#include "properties/job_watch.hpp"
#include "reconciler/session.hpp"

namespace interleave::properties {

/// When such a core can no longer take a contact for one that an add of it has made: the entry is
/// written right before the add is sent, and the list may come some time after the entry is read,
/// but within one lease.
constexpr model::Duration landing_max(const reconciler::SyncOptions& core) {
  return core.store_timeout + core.remote_timeout + core.late_effect_max + core.list_lag +
         core.lease;
}

/// Judges crews from the commit logs of Flex, of the tables and of the store, the requests and
/// replies on the wire, and the answers and alerts given to people. An element is the job of its
/// number.
class CrewJudge {
 public:
  static constexpr std::size_t elements_max = model::elements_max;

  struct Options {
    /// A list may miss writes younger than this.
    model::Duration lag{};
    model::Duration sweep_period = std::chrono::hours(1);
    /// An add lands, if it does, within this of being sent, as far as the core can know.
    model::Duration landing_max = model::Duration::max();
    /// The sync does something only when people press its button: what nobody has asked for since
    /// it was changed need not be there.
    bool by_request = false;
    /// Failures that this variant never promised to avoid, or that cannot be told in this setup.
    SignatureSet unjudged;
  };

  explicit CrewJudge(const Options& options);
  CrewJudge() : CrewJudge(Options()) {}

  void reset();

  // ---- What the world tells, in the order in which it happens ----
  void on_commit(model::Time at, const model::FlexCommit& commit);
  void on_commit(model::Time at, const model::CrewTableCommit& commit);
  void on_commit(model::Time at, const model::CrewWish& wish);
  void on_commit(model::Time at, const model::AttikCommit& commit);
  void on_commit(model::Time at, const model::IntentCommit& commit);
  void on_wire(model::Time at, const model::FlexRequest& request);
  void on_wire(model::Time at, const model::CrewTableRequest& request);
  void on_reply(model::Time at, const model::FlexRequest& request, const model::FlexReply& reply);
  void on_reply(model::Time at, const model::CrewTableRequest& request,
                const model::CrewTableReply& reply);
  void on_reply(model::Time at, const model::IntentRequest& request,
                const model::IntentReply& reply);
  /// What people learn.
  void on_answer(model::Time at, const model::Answer& answer);
  /// A worker heard of that generation of what an element wants.
  void on_announced(model::Time at, model::JobId job, std::uint32_t generation);
  /// Somebody pressed the button of that call, and waits for the answer.
  void on_asked(model::Time at, model::JobId call);
  /// A fault hit what concerns the element of that number, or all of them; its direct consequences
  /// end at `over`.
  void on_fault(model::Time over, sim::Fault fault, std::optional<model::OrderId> element);
  /// A worker died.
  void on_crash(model::Time at, std::uint8_t worker);
  /// A sync is triggered while another one of its call is under way.
  void on_overlap(model::JobId) { arise(CrewSituation::overlap); }
  void on_echo_overlap(model::JobId) {}
  /// Settling is over; whatever is sent from now on is the probe's.
  void on_probe(model::Time at);
  /// Nothing is pending any more: judges what holds at rest, unless that was done before the probe.
  void finish(model::Time at) {
    if (!probing_) settle(at);
  }

  [[nodiscard]] SignatureSet violated() const { return violated_; }
  [[nodiscard]] SignatureSet sometimes() const { return sometimes_; }
  /// Over all runs since it was made.
  [[nodiscard]] std::span<const Histogram> measures() const { return measures_; }
  /// What was found first of each failure, and every element whose contacts are not as it wants.
  [[nodiscard]] std::vector<std::string> evidence() const;

 private:
  /// What is known of one run beside its trail.
  struct RunNotes {
    model::Cause run;
    model::JobId call = model::JobId::none();
    model::Time began{};
    model::Time list_sent{};  ///< its latest list
    bool list_failed = false;
    model::LineList listed{};  ///< what that showed
    bool wish_failed = false;
    bool wish_fresh = false;  ///< since it read whom people want, it has sent nothing to Flex
    model::InspectorList wish{};
    bool acknowledged = false;  ///< staff had taken the matter over
    model::List<model::LineId, 8> deleted{};
    std::uint32_t token = 0;  ///< the newest that it was given
  };
  static constexpr std::size_t runs_max = 16;
  static constexpr std::size_t asks_max = 16;
  /// BUDGET.deletes.
  static constexpr std::size_t deletes_max = 4;

  struct Row {
    JobWatch watch;
    ElementCrew crew;
    model::Time alert_from{};   ///< when staff see the alert; zero: there is none
    bool acknowledged = false;  ///< staff have taken this generation's matter over
    model::List<model::LineId, model::lines_per_element_max> sent;  ///< for which a DELETE was sent
    model::List<RunNotes, runs_max> runs;
    model::List<model::Time, asks_max> asked;  ///< of presses that wait for an answer
    model::Time changed_at{};  ///< by people, whom a call wants or what stands at Flex
    std::array<model::Time, model::calls_per_element> pressed_at{};  ///< the latest of each call
    model::Time released_at{};  ///< by hand, of what was left to staff
    Span missing;
    Span duplicate;
    Span inflated;

    /// Field by field: as a whole, it is too large to be copied for each run.
    void reset() {
      watch.reset();
      crew.reset();
      alert_from = {};
      acknowledged = false;
      sent.clear();
      runs.clear();
      asked.clear();
      changed_at = {};
      pressed_at.fill({});
      released_at = {};
      missing.reset();
      duplicate.reset();
      inflated.reset();
    }
    [[nodiscard]] const model::Job& job() const { return watch.job(); }
    /// Staff see an alert, or have taken it over.
    [[nodiscard]] bool told(model::Time at) const {
      return acknowledged || (alert_from != model::Time{} && alert_from <= at);
    }
    /// They see one, or will, or have taken it over.
    [[nodiscard]] bool told_ever() const { return acknowledged || alert_from != model::Time{}; }
    /// Each of its calls was pressed since people changed anything.
    [[nodiscard]] bool asked_for() const {
      for (std::uint8_t number = 0; number < model::calls_per_element; ++number) {
        const model::JobId call = model::call_of(model::ElementId{job().id.value}, number);
        if (crew.concerns(call) && pressed_at[number] <= changed_at) return false;
      }
      return true;
    }
    [[nodiscard]] auto was_in_step() const {
      return
          [this](const model::Job& wish, model::Time from) { return crew.was_in_step(wish, from); };
    }
  };

  struct Finding {
    model::Time at{};
    model::JobId element;
  };

  Row& row_of(model::ElementId element) { return rows_[element.value]; }
  Row& row_of(model::JobId call) { return row_of(model::element_of(call)); }
  RunNotes& notes_of(model::Time at, Row& row, model::Cause run);
  void violate(model::Time at, CrewFailure failure, const Row& row) {
    violate(at, static_cast<std::size_t>(failure), row);
  }
  /// `place`: in the table.
  void violate(model::Time at, std::size_t place, const Row& row);
  void arise(CrewSituation situation) { sometimes_.add(static_cast<std::size_t>(situation)); }
  Histogram& lengths(CrewMeasure measure) { return measures_[static_cast<std::size_t>(measure)]; }
  void report(model::Time at, Row& row);
  void update(model::Time at, Row& row, model::Author author = model::Author::start);
  void judge_delete(model::Time at, Row& row, const model::FlexCommit& commit);
  void judge_write(model::Time at, Row& row, RunNotes& run, const model::FlexRequest& request);
  void judge_deletes(model::Time at, Row& row, RunNotes& run, const model::LineIdList& lines);
  [[nodiscard]] bool untrue(const Row& row, model::Time began, const model::Answer& answer) const;
  void answer_asked(model::Time at, Row& row, model::Time began, const model::Answer& answer);
  [[nodiscard]] bool seems_left_to_staff(model::Time at, const Row& row) const;
  void settle(model::Time at);
  void judge_rest(model::Time at, const Row& row);
  void judge_wanted(model::Time at, const Row& row, model::InspectorId technician, bool owed);
  void judge_unwanted(model::Time at, const Row& row, const model::CrewLine& line, bool owed);
  void judge_alert(model::Time at, const Row& row);

  Options options_;
  JobWatch::Options watching_;
  std::array<Row, elements_max> rows_;
  bool probing_ = false;
  SignatureSet violated_;
  SignatureSet sometimes_;
  std::array<Histogram, crew_measures.size()> measures_{};
  std::array<Finding, crew_signatures.size()> findings_{};  ///< of those violated
};

}  // namespace interleave::properties
