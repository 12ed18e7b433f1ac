#pragma once

#include "reconciler/crew_table_client.hpp"
#include "reconciler/flex_client.hpp"
#include "reconciler/task.hpp"

namespace interleave::reconciler::as_found {

/// Which crew sync it is, and which of the audit's remedies it has. The unique constraint, P1, is
/// the database's.
struct CrewRemedies {
  bool as_coded = false;     ///< as the public code is; otherwise as the audit describes it
  bool upsert = false;       ///< P2: a row is written over the one that stands
  bool reread = false;       ///< P3: rows are read again once the stale ones are dropped
  bool prune_first = false;  ///< P4: orphans go before anything is compared
};

/// The crew sync as it was found, and as its audit describes it: what brings the crew of a call to
/// Flex. It reads the rows once, drops those whose line Flex does not list, adds whoever has none,
/// removes whoever is not wanted, and at last deletes the contacts that nobody wants. It reads no
/// status; a list or a crew that could not be read counts as empty. It always answers success.
class CrewRun {
 public:
  CrewRun(const FlexClient& flex, const CrewTableClient& tables, model::JobId call,
          const CrewRemedies& remedies)
      : flex_(flex), tables_(tables), call_(call), remedies_(remedies) {}

  // ---- The run must outlive these tasks ----

  /// The "Sync Flex" button.
  Task<> sync();
  /// Its sibling, which adds or removes one technician per click.
  Task<> add_one(model::CrewMember member);
  Task<> remove_one(model::InspectorId technician);

 private:
  [[nodiscard]] model::ElementId element() const { return element_of(call_); }
  [[nodiscard]] model::CrewMembers wanted_of(const model::CrewMembers& members) const;
  [[nodiscard]] bool wants(model::InspectorId technician) const;
  Task<> drop_stale();
  Task<> add(model::CrewMember member);
  Task<> remove(model::CrewRow row);
  Task<> prune();
  Task<model::LineList> list_anyhow();

  FlexClient flex_;
  CrewTableClient tables_;
  model::JobId call_;
  CrewRemedies remedies_;
  model::CrewMembers wanted_;  ///< as it was read at the start
  model::CrewRows rows_;
};

}  // namespace interleave::reconciler::as_found
