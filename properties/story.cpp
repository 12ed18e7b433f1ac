#include "properties/story.hpp"

#include <algorithm>
#include <optional>

#include "model/sentence.hpp"
#include "properties/fault_words.hpp"
#include "sim/remote_errors.hpp"

namespace interleave::properties {

using model::Cause;
using model::Entry;
using model::History;
using model::Step;
using sim::Decision;
using sim::Site;

namespace {

const Entry* entry_about(const History& history, Cause id, Step step) {
  const auto found = std::ranges::find_if(
      history, [&](const Entry& entry) { return entry.id == id && entry.step == step; });
  return found == history.end() ? nullptr : &*found;
}

/// The words for a request, a change or an action; "something" if the run never came to it.
std::string words_for(const History& history, Cause id, Step step) {
  const Entry* const entry = entry_about(history, id, step);
  return entry == nullptr ? "something" : entry->text;
}

/// "DELETE A on order 1 of the full sync of order 1 to B": a request with the run that sent it.
std::string request_in_words(const History& history, Cause id) {
  const Entry* const sent = entry_about(history, id, Step::sent);
  if (sent == nullptr) return "a request";
  const Entry* const run = entry_about(history, sent->parent, Step::started);
  return sent->text + (run == nullptr ? "" : " (" + run->text + ")");
}

/// The remote that a request reached, or was to.
std::string remote_of(const History& history, Cause id) {
  for (const Step step : {Step::applied, Step::no_effect, Step::lost_request}) {
    const Entry* const entry = entry_about(history, id, step);
    if (entry != nullptr) return entry->place;
  }
  return "the remote";
}

/// What changed an order: a request, or a hand.
std::string change_in_words(const History& history, Cause cause) {
  const bool sent = entry_about(history, cause, Step::sent) != nullptr;
  return sent ? request_in_words(history, cause) : "an edit by hand";
}

std::string later(const Decision& decision) {
  return model::duration_in_words(model::Duration(decision.outcome));
}

/// "at LIST on order 1 …": what reached a worker, or caused something, when it was decided.
std::string moment_of(const History& history, Cause cause) {
  for (const Step step : {Step::sent, Step::action, Step::delivered}) {
    const Entry* const entry = entry_about(history, cause, step);
    if (entry == nullptr) continue;
    if (step == Step::sent) return request_in_words(history, cause);
    return entry->text;
  }
  return "something";
}

bool is_action(Site site) {
  return site == Site::action_kind || site == Site::action_gap || site == Site::action_target ||
         site == Site::action_change || site == Site::routing;
}

/// Says more about a decision that has a sentence of its own, which tells it as well.
bool is_detail(Site site) {
  return site == Site::hand_change || site == Site::downtime || site == Site::pause ||
         site == Site::staleness || site == Site::retry_after || site == Site::overshoot ||
         site == Site::error_code || site == Site::wait_form || site == Site::row_owner ||
         site == Site::lateness || site == Site::clock_skew || site == Site::shape;
}

/// A read that is behind is a fault, which tells by how much, or what a replica always does.
bool is_behind_by_itself(const Recording& recording, const Decision& decision) {
  return decision.key.site == Site::staleness &&
         std::ranges::none_of(recording.decisions, [&](const Decision& other) {
           const bool fault =
               other.key.site == Site::list_fault || other.key.site == Site::job_fault;
           return fault && other.key.cause == decision.key.cause;
         });
}

/// What another decision about the same thing came to; 0 if nothing was decided.
sim::Outcome detail_of(const Recording& recording, Site site, Cause cause) {
  const auto found = std::ranges::find_if(recording.decisions, [&](const Decision& decision) {
    return decision.key.site == site && decision.key.cause == cause;
  });
  return found == recording.decisions.end() ? 0 : found->outcome;
}

/// "502": the error that a request is answered with.
std::string error_of(const Recording& recording, const Decision& decision) {
  const auto code =
      static_cast<std::size_t>(detail_of(recording, Site::error_code, decision.key.cause));
  const bool before =
      decision.outcome == static_cast<sim::Outcome>(sim::ServerVerdict::error_before);
  const auto& errors = before ? sim::errors_before : sim::errors_after;
  return std::to_string(static_cast<int>(errors[code]));
}

/// "7 s, and it says so": how long Spectora wants to be left alone.
std::string patience_of(const Recording& recording, const Decision& decision) {
  const Cause cause = decision.key.cause;
  const bool vague =
      decision.outcome == static_cast<sim::Outcome>(sim::ServerVerdict::too_many_vague);
  const std::size_t first = vague ? sim::telling_form_count : 0;
  const auto form = static_cast<std::size_t>(detail_of(recording, Site::wait_form, cause));
  return std::to_string(1 + detail_of(recording, Site::retry_after, cause)) + " s, and " +
         wait_in_words(static_cast<sim::WaitForm>(first + form));
}

/// The entry that comes right before an action of the same kind of step, if any.
const Entry* action_before(const History& history, const Entry& action) {
  const Entry* before = nullptr;
  for (const Entry& entry : history) {
    if (&entry == &action) return before;
    if (entry.step == Step::action) before = &entry;
  }
  return nullptr;
}

/// How long after the action before this one came, when it did not wait for quiet.
std::optional<model::Duration> gap_before(const Recording& recording, const Entry& action) {
  const bool crowded = std::ranges::any_of(recording.decisions, [&](const Decision& decision) {
    return decision.key.site == Site::action_gap && decision.key.cause == action.id;
  });
  const Entry* const before = action_before(recording.history, action);
  if (!crowded || before == nullptr) return std::nullopt;
  return action.at - before->at;
}

/// The entry at which a decision shows: where its request takes effect, or else the last one about
/// what it decides. Decisions about nothing come last.
std::size_t place_of(const Decision& decision, const History& history) {
  const bool on_the_way_there =
      decision.key.site == Site::request_delay || decision.key.site == Site::request_fault;
  std::size_t place = history.size();
  for (std::size_t i = 0; i < history.size(); ++i) {
    if (history[i].id != decision.key.cause) continue;
    place = i;
    const Step step = history[i].step;
    if (on_the_way_there && (step == Step::applied || step == Step::no_effect)) break;
  }
  return place;
}

/// A sentence to be, and the entry of the history at which it is told.
struct Told {
  std::size_t place = 0;
  std::string text;
  const Entry* action = nullptr;  ///< if it tells one
};

/// "3 µs later …" right after another action, "3 µs after the action before …" elsewhere.
std::string in_words(const Told& told, const Told* before, const Recording& recording) {
  if (told.action == nullptr) return told.text;
  const std::optional<model::Duration> gap = gap_before(recording, *told.action);
  if (!gap) return told.text;
  const bool follows_action = before != nullptr && before->action != nullptr;
  return model::duration_in_words(*gap) +
         (follows_action ? " later " : " after the action before, ") + told.text;
}

/// "   600.005000 s": an instant, aligned.
}  // namespace

std::string meaning_of(const Decision& decision, const Recording& recording) {
  const History& history = recording.history;
  const Cause cause = decision.key.cause;
  switch (decision.key.site) {
    case Site::pick:
      return "the strategy picks";
    case Site::scenario:
      return words_for(history, cause, Step::scenario);
    case Site::action_kind:
    case Site::action_target:
    case Site::action_change:
      return words_for(history, cause, Step::action);
    case Site::action_gap:
      return words_for(history, cause, Step::action) + ", " + later(decision) +
             " after the action before";
    case Site::request_delay:
      return request_in_words(history, cause) + " is " + later(decision) + " late";
    case Site::reply_delay:
      return "the reply to " + request_in_words(history, cause) + " is " + later(decision) +
             " late";
    case Site::stream_delay:
      return words_for(history, cause, Step::delivered) + " is told " + later(decision) + " late";
    case Site::request_fault:
      return request_fault(static_cast<sim::RequestVerdict>(decision.outcome),
                           remote_of(history, cause), request_in_words(history, cause),
                           std::chrono::milliseconds(detail_of(recording, Site::overshoot, cause)));
    case Site::reply_fault:
      return reply_fault(static_cast<sim::ReplyVerdict>(decision.outcome),
                         request_in_words(history, cause));
    case Site::overshoot:
      return "it outlives its client by " + std::to_string(decision.outcome) +
             " ms more than the least";
    case Site::server_fault:
      return server_fault(static_cast<sim::ServerVerdict>(decision.outcome),
                          remote_of(history, cause), request_in_words(history, cause),
                          error_of(recording, decision), patience_of(recording, decision));
    case Site::error_code:
      return "the error is its number " + std::to_string(decision.outcome);
    case Site::wait_form:
      return "it says so in its form " + std::to_string(decision.outcome);
    case Site::write_fault:
      return write_fault(static_cast<sim::WriteVerdict>(decision.outcome),
                         remote_of(history, cause), request_in_words(history, cause));
    case Site::replica_fault:
      return "a replica that has not heard of the record answers 404 to " +
             request_in_words(history, cause);
    case Site::backlog_delay:
      return "what was only accepted, " + request_in_words(history, cause) + ", is done " +
             later(decision) + " later than the least";
    case Site::rows_fault:
      return rows_fault(static_cast<sim::RowsVerdict>(decision.outcome));
    case Site::row_owner:
      return "it is a row of " +
             name_of(model::InspectorId{static_cast<std::uint8_t>(decision.outcome)});
    case Site::echo_fault:
      return echo_fault(
          static_cast<sim::EchoVerdict>(decision.outcome), change_in_words(history, cause),
          detail_of(recording, Site::lateness, cause.child(13, decision.key.ordinal)));
    case Site::echo_delay:
      return words_for(history, cause, Step::delivered) + " arrives " + later(decision) + " late";
    case Site::lateness:
      return "that is late by " +
             model::duration_in_words(std::chrono::milliseconds(decision.outcome));
    case Site::retry_after:
      return "it asks to wait " + std::to_string(decision.outcome) + " s more than the least";
    case Site::list_fault:
    case Site::job_fault:
      return request_in_words(history, cause) + " is answered as it stood " +
             model::duration_in_words(
                 model::Duration(detail_of(recording, Site::staleness, cause) + 1)) +
             " ago";
    case Site::staleness:
      if (is_behind_by_itself(recording, decision)) {
        return request_in_words(history, cause) + " sees what was there " + later(decision) +
               " before";
      }
      return "that moment is " + later(decision) + " more than the least ago";
    case Site::hand_edit:
      return words_for(history, cause, Step::edited);
    case Site::hand_change:
      return "it is change " + std::to_string(decision.outcome) + " that they make";
    case Site::store_fault:
      return decision.outcome == 1
                 ? "the store is not available to " + request_in_words(history, cause)
                 : "the reply of the store to " + request_in_words(history, cause) + " is lost";
    case Site::process_fault:
      return "when this reaches it (" + moment_of(history, cause) + "), " +
             words_for(history, cause, decision.outcome == 1 ? Step::crashed : Step::paused);
    case Site::clock_fault:
      return "the clock of a worker is " +
             skew_in_words(detail_of(recording, Site::clock_skew, cause));
    case Site::clock_skew:
      return "by the clock of a worker it is " + skew_in_words(decision.outcome);
    case Site::downtime:
    case Site::pause:
      return "that takes " + later(decision) + " more than the least";
    case Site::stream_fault:
      return stream_fault(static_cast<sim::StreamVerdict>(decision.outcome),
                          words_for(history, cause, Step::action),
                          detail_of(recording, Site::lateness, cause));
    case Site::resume_fault:
      return decision.outcome == 1 ? "a worker that is back is told its last changes again"
                                   : "a worker that is back is told nothing of what it missed";
    case Site::shape_fault:
      return "the reply to " + request_in_words(history, cause) + " has an odd shape";
    case Site::shape:
      return "that shape is number " + std::to_string(decision.outcome);
    case Site::cut_fault:
      return request_in_words(history, cause) + " is answered with less than there is";
    case Site::batch_fault:
      return batch_fault(static_cast<sim::BatchVerdict>(decision.outcome),
                         request_in_words(history, cause));
    case Site::token_fault:
      return "the reply to " + request_in_words(history, cause) + " brings a new token";
    case Site::slot_pick:
    case Site::think_time:
    case Site::visit_turn:
    case Site::confirm_twice:
      return words_for(history, cause, Step::decided);
    case Site::routing:
      return "the request of this reaches worker " + std::to_string(decision.outcome + 1) + ": " +
             words_for(history, cause, Step::action);
  }
  return "unknown";
}

std::vector<std::string> story_of(const Recording& recording) {
  std::vector<Told> told;
  for (std::size_t i = 0; i < recording.history.size(); ++i) {
    const Entry& entry = recording.history[i];
    if (entry.step == Step::action) told.push_back({i, entry.text, &entry});
  }
  for (const Decision& decision : recording.decisions) {
    const bool detail = is_detail(decision.key.site) && !is_behind_by_itself(recording, decision);
    if (is_action(decision.key.site) || detail) continue;
    told.push_back({place_of(decision, recording.history), meaning_of(decision, recording)});
  }
  std::ranges::stable_sort(told, {}, &Told::place);
  if (told.empty()) return {"Nothing out of the ordinary happens."};
  std::vector<std::string> sentences;
  for (std::size_t i = 0; i < told.size(); ++i) {
    const Told* const before = i > 0 ? &told[i - 1] : nullptr;
    sentences.push_back(model::as_sentence(in_words(told[i], before, recording)));
  }
  return sentences;
}

std::string in_lines(const std::vector<std::string>& story,
                     const std::vector<std::string>& evidence, std::string_view indent) {
  std::string text;
  std::size_t number = 0;
  for (const std::string& sentence : story) {
    text += std::string(indent) + "  " + std::to_string(++number) + ". " + sentence + "\n";
  }
  for (const std::string& line : evidence) {
    text += std::string(indent) + "at the end: " + line + "\n";
  }
  return text;
}

std::string seconds_in_column(model::Time at) {
  std::string text = model::name_of_instant(at);
  constexpr std::size_t width = 14;
  text.insert(0, width > text.size() ? width - text.size() : 0, ' ');
  return text;
}

std::vector<std::string> timeline_of(const Recording& recording) {
  std::vector<std::string> lines;
  for (const Entry& entry : recording.history) {
    std::string place = entry.place;
    place.resize(std::max<std::size_t>(place.size(), 9), ' ');
    std::string step = model::name_of(entry.step);
    step.resize(std::max<std::size_t>(step.size(), 12), ' ');
    lines.push_back(seconds_in_column(entry.at) + "  " + place + " " + step + " " + entry.text);
  }
  return lines;
}

}  // namespace interleave::properties
