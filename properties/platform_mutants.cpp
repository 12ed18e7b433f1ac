#include "properties/platform_mutants.hpp"

#include <algorithm>
#include <initializer_list>
#include <span>
#include <string_view>

#include "model/ensure.hpp"
#include "properties/assignments_mutants.hpp"
#include "properties/booking_mutants.hpp"
#include "properties/crew_mutants.hpp"
#include "properties/orders_mutants.hpp"

namespace interleave::properties {
namespace {

std::string with(std::string_view prefix, std::string_view name) {
  return std::string(prefix) + "-" + std::string(name);
}

/// Those of a system that are named, without the word that all names begin with.
void add(std::vector<PlatformMutant>& all, std::string_view system, std::span<const Mutant> table,
         std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const std::string full = "mutant:" + std::string(name);
    const auto found = std::ranges::find(table, full, &Mutant::name);
    model::ensure(found != table.end(), "mutants that the system has");
    all.push_back({"mutant:" + with(system, name), std::string(found->sentence),
                   with(system, found->property), found->removed});
  }
}

std::vector<PlatformMutant> list_mutants() {
  using reconciler::Guard;
  std::vector<PlatformMutant> all{
      {"mutant:job-apart", "a booking's job is not saved with its row", "WHOLE",
       Guard::job_with_row},
      {"mutant:unlinked-is-done", "a job that has no order yet counts as in step",
       "assignments-TRUTH", Guard::await_order},
  };
  add(all, "orders", orders_mutants,
      {"no-lease", "drop-if-leased", "lease-outlived", "scope-blind", "failed-list-is-empty",
       "ack-before-verify", "duplicates-tolerated", "retry-post-on-timeout", "retry-after-ignored",
       "silent-skip", "sweep-unconfirmed-only", "cancel-then-create-wins", "id-write-lost",
       "whole-record-save", "cancel-gives-up", "no-obligation", "untold-failure"});
  add(all, "assignments", assignments_mutants,
      {"no-per-key-lock", "lease-outlived", "first-page-only", "stale-list-diff",
       "calendar-unverified", "delete-then-post", "retry-502-nonidempotent", "delete-not-awaited",
       "revoked-key-retried-forever", "poison-head", "silent-skip", "late-effect-forgotten",
       "resume-from-now", "gap-error-ignored", "sweep-unconfirmed-only"});
  add(all, "crew", crew_mutants,
      {"no-lease", "lease-outlived", "token-ahead-of-ack", "clear-and-repopulate", "silent-skip",
       "sweep-unconfirmed-only", "prune-with-old-desired", "alert-never-closed", "blind-insert",
       "lost-add-disowned", "strangers-deleted", "empty-desired-prunes-all", "diff-before-delete",
       "second-format-post", "old-token-kept"});
  add(all, "booking", booking_mutants,
      {"internal-unchecked",
       "reassign-unchecked",
       "reinstate-unchecked",
       "check-then-insert",
       "closed-interval",
       "blocks-ignored",
       "vacations-ignored",
       "natives-ignored",
       "hold-never-expires",
       "hold-of-anybody",
       "local-time-arithmetic",
       "confirm-repeated",
       "blind-change",
       "natives-unwatched",
       "no-lease",
       "lease-outlived",
       "failed-list-is-empty",
       "stale-list-diff",
       "revoked-key-retried-forever",
       "silent-skip",
       "untold-failure",
       "sweep-unconfirmed-only"});
  return all;
}

}  // namespace

const std::vector<PlatformMutant>& platform_mutants() {
  static const std::vector<PlatformMutant> all = list_mutants();
  return all;
}

}  // namespace interleave::properties
