#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace interleave::reconciler {

/// What the production core takes care of, each in one sentence. A mutant is the core without one
/// of these; the table of mutants says which property must notice.
enum class Guard : std::uint8_t {
  // Who works on what.
  one_run_per_key,  ///< a worker has one run of a key at a time
  keep_dirty,       ///< a key marked while it runs is run once more
  free_on_failure,  ///< a run that failed gives its key back
  requeue_busy,     ///< a key that another worker holds is tried again
  poison_apart,     ///< a key that keeps failing holds up no other
  lease,            ///< one run of a key at a time, across workers
  lease_check,      ///< nothing is sent unless the lease outlasts the request
  fenced_finish,    ///< the store hears under which lease a run ends
  foreign_times,    ///< a time by another clock is translated before it is compared
  // What is wanted.
  scope,                 ///< a change of a Spectora-native job starts nothing
  full_surface,          ///< a calendar drag brings the assignments in step, too
  fresh_desired,         ///< every run reads the job again
  newer_desired,         ///< a job older than the intent is not believed
  desired_read_checked,  ///< a job that could not be read is no job without inspectors
  generation_check,      ///< a job saved during the run is run again
  confirm_after_run,     ///< a generation counts as confirmed only after the read that shows it
  echo_is_a_hint,        ///< what Spectora echoes is never taken for what is wanted
  // What is there, and what to do about it.
  list_read_checked,  ///< a list that could not be read is no empty list
  all_pages,          ///< a list is read to its last page
  steady_pages,       ///< a list whose pages moved while they were read is read again
  live_rows,          ///< what is deleted, hidden, requested or cancelled is not live
  wait_out_lag,       ///< a read is believed only when it cannot miss our last write
  verify,             ///< success is a read that shows it
  verify_calendar,    ///< the read that shows it looks at the calendar event, too
  add_first,          ///< who is missing is added before anybody is removed
  keep_right,         ///< records that are right stay
  primary,            ///< a record with the wrong primary flag is replaced
  duplicates,         ///< of two records of one inspector, or orders of one job, one is removed
  // What a call came to.
  reread_after_timeout,  ///< a write without an answer is looked for before it is sent again
  reread_after_error,    ///< a write answered 5xx is looked for before it is sent again
  delete_status,         ///< a DELETE, or a cancel, is done when its answer says so
  await_delete,          ///< a DELETE is waited for
  adds_succeed_first,    ///< nobody is removed when somebody could not be added
  gone_is_done,          ///< a record that is already gone is no failure
  refusal_is_final,      ///< what is refused for good is not tried again by itself
  honour_hold,           ///< Spectora's Retry-After is kept
  hold_unread,           ///< a Retry-After that says nothing of use still means to wait
  accepted_is_unknown,   ///< a write that was only accepted is looked for
  record_failure,        ///< what could not be brought in step is on record
  // What was missed.
  recheck_unknown,   ///< a write of unknown outcome is looked at again when it can no longer land
  recheck_takeover,  ///< the writes of a run that died are looked at again, too
  startup_scan,      ///< a worker that starts asks the store what is unconfirmed
  gap_scan,          ///< a worker whose stream reports a gap does the same
  sweep_all,         ///< the sweep looks at confirmed orders, too
  // Orders that are made and cancelled.
  look_before_create,  ///< an order is looked for before one is made
  one_reference,       ///< an order that may have been made is asked for by the same reference
  recheck_wish,        ///< right before a write the job is read again
  link,                ///< the id of the order that was made is stored
  link_compares,       ///< and nothing else, and only where the one before it still stands
  cancel_persists,     ///< a cancel goes on until a read shows it
  // What staff are told.
  obligation,           ///< a cancel tells staff in time, unless it is confirmed by then
  alert_until_settled,  ///< while something of ours may still land, that stands
  alert_failure,        ///< what could not be brought in step is told to staff
  close_alert,          ///< an alert ends with the read that shows its job in step
  // Crews at Flex: whose a contact is.
  journal,          ///< an add is in the journal before it is sent
  journal_checked,  ///< it is sent only if the database says that it is
  await_landing,    ///< what came of an add is decided when it can no longer land
  adopt,            ///< the one contact that an add without an answer can have made is ours
  one_candidate,    ///< of several that it can have made none is
  own_only,         ///< a technician's contact that no add of ours has made stays
  foreign_stays,    ///< so does a foreign one, even when nobody is wanted
  stray_told,       ///< what only they can set right about an element is told to staff
  fenced_books,     ///< the database hears under which lease rows and journal are written
  // Crews at Flex: who is to stand there, and what an answer says.
  lines_shown,      ///< somebody stands there if the list shows it, whatever the rows say
  all_calls,        ///< an element has whomever any of its calls wants
  cleared_is_off,   ///< whoever's role was cleared is not wanted
  shape_checked,    ///< a list of another shape than its endpoint's is no list
  id_anywhere,      ///< the id of a new contact is found wherever the answer holds it
  new_token,        ///< the token that an answer brings is used from then on
  batch_verified,   ///< contacts that are deleted at once are gone when a list shows it
  deletion_budget,  ///< a run that would delete many leaves that to staff
  // Bookings: which writes are guarded.
  recheck_at_confirm,  ///< a confirm is guarded
  both_endpoints,      ///< by whichever endpoint it comes
  internal_checked,    ///< so is what staff book
  move_checked,        ///< so is another time
  reassign_checked,    ///< so are other inspectors
  reinstate_checked,   ///< so is a cancelled booking that is on again
  hold_checked,        ///< a hold is placed only where nothing is in the way
  atomic_check,        ///< the guard is part of the transaction that writes
  fresh_check,         ///< it looks at the calendar, not at what a list showed
  // Bookings: what is in the way of one.
  whole_interval,     ///< whatever has an instant in common, not only what starts together
  half_open,          ///< what ends as the other starts is not
  pending_blocks,     ///< the hold of somebody else is
  events_block,       ///< what staff have blocked is
  vacations_block,    ///< so is a vacation
  natives_block,      ///< so is an order that was booked at Spectora
  all_inspectors,     ///< each inspector of a booking counts
  all_brands,         ///< whatever brand it was booked for
  identities_mapped,  ///< an inspector is one person under all ids
  cancelled_is_free,  ///< what is cancelled is not
  hold_expiry,        ///< neither is a hold whose time is over
  own_hold_free,      ///< nor is one's own hold
  // Bookings: what is written, and what people are told.
  instants,               ///< a length is added to an instant, not to what a wall clock shows
  valid_interval,         ///< what lasts no longer than nothing is refused
  hold_owner,             ///< a booking consumes its owner's hold and no other
  hold_fencing,           ///< a hold is dropped only by who knows its latest number
  once,                   ///< a request that comes again is answered as it was, not done again
  changes_compare,        ///< a change is made only to what its sender saw
  unknown_is_no_success,  ///< who gets no answer from the store does not say that it is booked
  unknown_is_no_refusal,  ///< nor that it is not
  watch_natives,          ///< staff are told what overlaps a native order as it is written
  // Assignments of orders that another core makes.
  await_order,  ///< a job that names no order waits until one is linked
  // Bookings that other cores bring to Spectora.
  job_with_row,  ///< a booking's job is saved in the transaction that writes its row
};
inline constexpr std::size_t guard_count = 103;

/// Production: every guard stands, and the compiler knows it. It cannot be switched off.
struct SealedGuards {
  [[nodiscard]] static constexpr bool has(Guard) { return true; }
};

/// For mutants: every guard stands but the ones that were removed.
class AdjustableGuards {
 public:
  constexpr AdjustableGuards() = default;

  [[nodiscard]] constexpr AdjustableGuards without(Guard guard) const {
    AdjustableGuards fewer = *this;
    fewer.removed_[word_of(guard)] |= bit_of(guard);
    return fewer;
  }
  [[nodiscard]] constexpr bool has(Guard guard) const {
    return (removed_[word_of(guard)] & bit_of(guard)) == 0;
  }

 private:
  static constexpr std::size_t word_bits = 64;
  static constexpr std::size_t word_of(Guard guard) {
    return static_cast<std::size_t>(guard) / word_bits;
  }
  static constexpr std::uint64_t bit_of(Guard guard) {
    return std::uint64_t{1} << (static_cast<std::size_t>(guard) % word_bits);
  }

  std::array<std::uint64_t, (guard_count + word_bits - 1) / word_bits> removed_{};
};

}  // namespace interleave::reconciler
