#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "reconciler/guards.hpp"

namespace interleave::properties {

/// How far a mutant shows on sequential, fault-free runs with the sweep idle.
enum class Loudness : std::uint8_t {
  silent,   ///< its trace is production's
  ordered,  ///< only its end state and answers are production's
  loud,     ///< it may fail even there
};

/// The production core without one guard, and what must notice.
struct Mutant {
  std::string_view name;
  reconciler::Guard removed;
  /// The property that must catch it within 100k runs, and the kind it usually shows.
  std::string_view property;
  std::string_view kind;
  Loudness loudness = Loudness::silent;
  std::string_view sentence;
  /// Why it is not silent; empty if it is.
  std::string_view reason;
};

using reconciler::Guard;
inline constexpr std::array<Mutant, reconciler::guard_count> assignments_mutants{{
    {"mutant:no-per-key-lock", Guard::one_run_per_key, "EXCL", "overlap", Loudness::silent,
     "a worker starts a run of a key while another one of it is under way", ""},
    {"mutant:drop-if-running", Guard::keep_dirty, "PROMPT", "late", Loudness::silent,
     "a trigger that comes while its key runs is dropped", ""},
    {"mutant:lock-leak-on-error", Guard::free_on_failure, "PROMPT", "late", Loudness::silent,
     "a run that fails never gives its key back", ""},
    {"mutant:drop-if-leased", Guard::requeue_busy, "PROMPT", "late", Loudness::silent,
     "a trigger whose key another worker holds is dropped", ""},
    {"mutant:poison-head", Guard::poison_apart, "LIVE", "held", Loudness::silent,
     "a key that is refused is tried until it succeeds, before any other", ""},
    {"mutant:no-lease", Guard::lease, "EXCL", "overlap", Loudness::ordered,
     "a run asks nobody whether another worker is at it", "the store is asked for no lease"},
    {"mutant:lease-outlived", Guard::lease_check, "SER", "late", Loudness::silent,
     "a request is sent whether or not the lease still holds", ""},
    {"mutant:unfenced-finish", Guard::fenced_finish, "SER", "stale", Loudness::ordered,
     "a run ends at the store without saying under which lease", "the store sees another request"},
    {"mutant:clocks-trusted", Guard::foreign_times, "BUDGET", "impatient", Loudness::ordered,
     "times of the store and of other workers are compared with a worker's own clock",
     "a time that is translated is later by what the message took"},
    {"mutant:scope-blind", Guard::scope, "SCOPE", "native", Loudness::loud,
     "a change of a Spectora-native job starts the Attik-created path",
     "every save of such a job shows it"},
    {"mutant:wrong-surface", Guard::full_surface, "TRUTH", "false", Loudness::loud,
     "a calendar drag brings only the calendar event in step",
     "the sync of a drag answers before the one that the save triggers"},
    {"mutant:cached-desired", Guard::fresh_desired, "TRUTH", "older", Loudness::silent,
     "a job that the run before read within five minutes is not read again", ""},
    {"mutant:stale-desired", Guard::newer_desired, "TRUTH", "older", Loudness::silent,
     "a job is believed even when it is older than the intent", ""},
    {"mutant:failed-desired-is-empty", Guard::desired_read_checked, "COVER", "gap",
     Loudness::silent, "a job that could not be read counts as one without inspectors", ""},
    {"mutant:release-without-recheck", Guard::generation_check, "PROMPT", "late", Loudness::ordered,
     "a run confirms whatever generation the job has reached by its end",
     "the store sees another request"},
    {"mutant:token-ahead-of-ack", Guard::confirm_after_run, "PROMPT", "late", Loudness::ordered,
     "a generation is confirmed when its run starts", "the store sees another request"},
    {"mutant:echo-overwrite", Guard::echo_is_a_hint, "PROMPT", "late", Loudness::silent,
     "an echo of Spectora's starts a sync that takes what it shows for what is wanted", ""},
    {"mutant:failed-list-is-empty", Guard::list_read_checked, "FAILC", "create", Loudness::silent,
     "a list that could not be read counts as empty", ""},
    {"mutant:first-page-only", Guard::all_pages, "FAILC", "create", Loudness::silent,
     "the first page of a list counts as all of it", ""},
    {"mutant:page-shift-skip", Guard::steady_pages, "FAILC", "create", Loudness::silent,
     "the pages of a list are read once, whatever happens between them", ""},
    {"mutant:deleted-rows-count", Guard::live_rows, "TRUTH", "false", Loudness::silent,
     "a row of a list that is deleted, hidden or requested counts as an assignment", ""},
    {"mutant:stale-list-diff", Guard::wait_out_lag, "TRUTH", "unverified", Loudness::loud,
     "a list is compared at once, though it may miss the last write",
     "the read after every write leaves too early"},
    {"mutant:ack-before-verify", Guard::verify, "TRUTH", "unverified", Loudness::loud,
     "success is told once every write was accepted", "it never looks"},
    {"mutant:calendar-unverified", Guard::verify_calendar, "TRUTH", "unverified", Loudness::loud,
     "the read that ends a run looks at the assignments alone", "it never looks"},
    {"mutant:delete-then-post", Guard::add_first, "COVER", "gap", Loudness::loud,
     "whoever is no longer wanted is removed before anybody is added",
     "every reassignment of a single inspector shows it"},
    {"mutant:delete-all-then-post", Guard::keep_right, "COVER", "gap", Loudness::loud,
     "an order that differs is emptied and filled again", "every reassignment shows it"},
    {"mutant:primary-ignored", Guard::primary, "TRUTH", "false", Loudness::loud,
     "nobody looks at the primary flag", "every swap shows it"},
    {"mutant:duplicates-tolerated", Guard::duplicates, "TRUTH", "false", Loudness::silent,
     "two records of one inspector count as one", ""},
    {"mutant:retry-post-on-timeout", Guard::reread_after_timeout, "BLIND", "post", Loudness::silent,
     "a POST without an answer is sent again", ""},
    {"mutant:retry-502-nonidempotent", Guard::reread_after_error, "BLIND", "post", Loudness::silent,
     "a POST answered 5xx is sent again", ""},
    {"mutant:delete-error-swallowed", Guard::delete_status, "TRUTH", "false", Loudness::silent,
     "a record counts as gone once its DELETE was sent, whatever later reads show", ""},
    {"mutant:delete-not-awaited", Guard::await_delete, "TRUTH", "unverified", Loudness::loud,
     "a DELETE is sent and not waited for", "the reads that follow do not wait out its answer"},
    {"mutant:delete-despite-refused-post", Guard::adds_succeed_first, "COVER", "gap",
     Loudness::silent, "the old inspector is removed though the new one could not be added", ""},
    {"mutant:404-is-fatal", Guard::gone_is_done, "PROMPT", "late", Loudness::silent,
     "a DELETE answered 404 ends the sync for good", ""},
    {"mutant:revoked-key-retried-forever", Guard::refusal_is_final, "BUDGET", "requests",
     Loudness::silent, "what Spectora refuses for good is tried again and again", ""},
    {"mutant:retry-after-ignored", Guard::honour_hold, "BUDGET", "impatient", Loudness::silent,
     "a Retry-After is not read", ""},
    {"mutant:retry-after-misread", Guard::hold_unread, "BUDGET", "requests", Loudness::silent,
     "a Retry-After that is missing, no sense or past means not to wait", ""},
    {"mutant:accepted-is-applied", Guard::accepted_is_unknown, "COVER", "gap", Loudness::silent,
     "a write answered 202 counts as done", ""},
    {"mutant:silent-skip", Guard::record_failure, "TRACE", "unrecorded", Loudness::silent,
     "an order that cannot be brought in step leaves no record", ""},
    {"mutant:late-effect-forgotten", Guard::recheck_unknown, "PROMPT", "late", Loudness::silent,
     "a write without an answer is never looked at again", ""},
    {"mutant:takeover-trusts", Guard::recheck_takeover, "PROMPT", "late", Loudness::silent,
     "the writes of a run that died are never looked at again", ""},
    {"mutant:resume-from-now", Guard::startup_scan, "PROMPT", "late", Loudness::ordered,
     "a worker that starts asks nobody what it missed", "the store is asked nothing at the start"},
    {"mutant:gap-error-ignored", Guard::gap_scan, "PROMPT", "late", Loudness::silent,
     "a worker whose stream reports a gap goes on", ""},
    {"mutant:sweep-unconfirmed-only", Guard::sweep_all, "ASG", "extra", Loudness::silent,
     "the sweep looks only at orders that are not confirmed", ""},
}};

}  // namespace interleave::properties
