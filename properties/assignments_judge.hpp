#pragma once

#include <array>
#include <string>
#include <vector>

#include "model/attik.hpp"
#include "model/spectora.hpp"
#include "properties/remote_orders.hpp"
#include "properties/system.hpp"

namespace interleave::properties {

/// The ways in which the assignments system can fail. The order is that of the table.
enum class AssignmentsFailure : std::uint8_t {
  replaced,
  extra,
  missing,
  duplicate,
  primary,
  event,
  scope,
};

inline constexpr std::array<Signature, 7> assignments_signatures{{
    {"ASG", "replaced", When::settled, "at rest each order shows nobody else in somebody's place"},
    {"ASG", "extra", When::settled, "at rest each order shows nobody beside its job's inspectors"},
    {"ASG", "missing", When::settled, "at rest each order shows all of its job's inspectors"},
    {"ASG", "duplicate", When::settled, "at rest each order shows each inspector once"},
    {"ASG", "primary", When::settled, "at rest each order's primary is the job's first inspector"},
    {"CAL", "event", When::settled,
     "at rest each order's calendar event carries its job's time and primary inspector"},
    {"SCOPE", "native", When::always,
     "a Spectora-native order is never written by the Attik-created path"},
}};

/// Situations that must arise in the runs of the assignments system.
enum class AssignmentsSituation : std::uint8_t { overlap };

inline constexpr std::array<Sometimes, 1> assignments_situations{{
    {"overlap", "a sync of an order is triggered while another one is under way"},
}};

/// Judges assignments from the commit logs of Attik and Spectora and the requests on the wire, and
/// from nothing else.
class AssignmentsJudge {
 public:
  static constexpr std::size_t jobs_max = RemoteOrders::orders_max;

  void reset();
  void on_commit(const model::AttikCommit& commit);
  void on_commit(const model::SpectoraCommit& commit) { orders_.on_commit(commit); }
  void on_wire(const model::SpectoraRequest& request);
  void on_overlap(model::OrderId) {
    sometimes_.add(static_cast<std::size_t>(AssignmentsSituation::overlap));
  }
  /// Nothing is pending any more: judges what holds at rest.
  void settle();

  [[nodiscard]] SignatureSet violated() const { return violated_; }
  [[nodiscard]] SignatureSet sometimes() const { return sometimes_; }
  /// Every order that is not as its job wants it, with both sides.
  [[nodiscard]] std::vector<std::string> evidence() const;

 private:
  void violate(AssignmentsFailure failure) { violated_.add(static_cast<std::size_t>(failure)); }
  void judge_assignments(const model::Job& job);
  [[nodiscard]] bool primary_right(const model::Job& job) const;
  [[nodiscard]] bool event_right(const model::Job& job) const;

  model::List<model::Job, jobs_max> jobs_;              ///< each as it stands now, by job number
  model::List<model::InspectorList, jobs_max> before_;  ///< what each wanted before its last change
  RemoteOrders orders_;
  SignatureSet violated_;
  SignatureSet sometimes_;
};

}  // namespace interleave::properties
