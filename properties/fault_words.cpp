#include "properties/fault_words.hpp"

#include "model/sentence.hpp"

namespace interleave::properties {
namespace {

/// What a remote refuses or throttles, when not everything.
std::string thing_of(const std::string& remote) {
  return remote == "Flex" ? "that element" : "that order";
}

}  // namespace

std::string request_fault(sim::RequestVerdict verdict, const std::string& remote,
                          const std::string& request, std::chrono::milliseconds overshoot) {
  switch (verdict) {
    case sim::RequestVerdict::lost:
      return request + " is lost before " + remote;
    case sim::RequestVerdict::refused:
      return "the connection for " + request + " is refused";
    case sim::RequestVerdict::outlives:
      return request + " takes effect only after its client stopped waiting" +
             (overshoot.count() > 0 ? ", " + model::duration_in_words(overshoot) + " late" : "");
    case sim::RequestVerdict::pass:
      break;
  }
  return request + " passes";
}

std::string reply_fault(sim::ReplyVerdict verdict, const std::string& request) {
  switch (verdict) {
    case sim::ReplyVerdict::lost:
      return "the reply to " + request + " is lost";
    case sim::ReplyVerdict::outlives:
      return "the reply to " + request + " comes after its client stopped waiting";
    case sim::ReplyVerdict::unreadable:
      return "the reply to " + request + " arrives truncated";
    case sim::ReplyVerdict::pass:
      break;
  }
  return "the reply to " + request + " passes";
}

std::string wait_in_words(sim::WaitForm form) {
  switch (form) {
    case sim::WaitForm::seconds:
      return "it says so";
    case sim::WaitForm::date_ahead:
      return "it says till when by a clock that is ahead";
    case sim::WaitForm::date_behind:
      return "it says till when by a clock that is behind";
    case sim::WaitForm::absent:
      return "it does not say so";
    case sim::WaitForm::garbage:
      return "its Retry-After makes no sense";
    case sim::WaitForm::past:
      return "it names a date that is past";
    case sim::WaitForm::absurd:
      return "it asks for a year";
  }
  return "it says so";
}

std::string server_fault(sim::ServerVerdict verdict, const std::string& remote,
                         const std::string& request, const std::string& error,
                         const std::string& patience) {
  switch (verdict) {
    case sim::ServerVerdict::error_before:
      return remote + " answers " + error + " to " + request + " and does nothing";
    case sim::ServerVerdict::error_after:
      return remote + " does " + request + " and answers " + error;
    case sim::ServerVerdict::too_many:
    case sim::ServerVerdict::too_many_vague:
      return remote + " answers 429 to " + request + " and whatever follows on " +
             thing_of(remote) + " for " + patience;
    case sim::ServerVerdict::revoke_key:
      return "from " + request + " on " + remote + " answers 401";
    case sim::ServerVerdict::forbid_key:
      return "from " + request + " on " + remote + " answers 403";
    case sim::ServerVerdict::poison_order:
      return "from " + request + " on " + remote + " refuses every write to " + thing_of(remote);
    case sim::ServerVerdict::pass:
      break;
  }
  return remote + " takes " + request;
}

std::string write_fault(sim::WriteVerdict verdict, const std::string& remote,
                        const std::string& request) {
  switch (verdict) {
    case sim::WriteVerdict::conflict:
      return remote + " answers 409 to " + request + " and does nothing";
    case sim::WriteVerdict::in_progress:
      return remote + " answers 409 to " + request + " and does it later";
    case sim::WriteVerdict::accepted:
      return remote + " answers 202 to " + request + " and does it later";
    case sim::WriteVerdict::dropped:
      return remote + " answers 202 to " + request + " and never does it";
    case sim::WriteVerdict::gone:
      return remote + " answers 410 to " + request;
    case sim::WriteVerdict::pass:
      break;
  }
  return remote + " takes " + request;
}

std::string batch_fault(sim::BatchVerdict verdict, const std::string& request) {
  switch (verdict) {
    case sim::BatchVerdict::partial:
      return "Flex does a part of " + request + " and answers 200";
    case sim::BatchVerdict::refused:
      return "Flex answers 422 to " + request + " because of one of them";
    case sim::BatchVerdict::ignored:
      return "Flex answers 200 to " + request + " and does nothing";
    case sim::BatchVerdict::pass:
      break;
  }
  return "Flex takes " + request;
}

std::string rows_fault(sim::RowsVerdict verdict) {
  switch (verdict) {
    case sim::RowsVerdict::deleted:
      return "the lists of an order show who was removed, as deleted";
    case sim::RowsVerdict::hidden:
      return "the lists of an order show a hidden row";
    case sim::RowsVerdict::requested:
      return "the lists of an order show whom the customer requested";
    case sim::RowsVerdict::pass:
      break;
  }
  return "the lists of an order show its assignments";
}

std::string echo_fault(sim::EchoVerdict verdict, const std::string& change, sim::Outcome late) {
  switch (verdict) {
    case sim::EchoVerdict::told:
      return "Spectora tells Attik of what came of " + change;
    case sim::EchoVerdict::twice:
      return "Spectora tells Attik twice of what came of " + change;
    case sim::EchoVerdict::late:
      return "Spectora tells Attik of what came of " + change + " " +
             model::duration_in_words(std::chrono::milliseconds(late)) + " late";
    case sim::EchoVerdict::pass:
      break;
  }
  return "Spectora does not tell of " + change;
}

std::string stream_fault(sim::StreamVerdict verdict, const std::string& change, sim::Outcome late) {
  switch (verdict) {
    case sim::StreamVerdict::twice:
      return "the stream tells this twice: " + change;
    case sim::StreamVerdict::lost:
      return "the stream loses this: " + change;
    case sim::StreamVerdict::lost_with_error:
      return "the stream loses this, and says so: " + change;
    case sim::StreamVerdict::late:
      return "the stream stands still for " +
             model::duration_in_words(std::chrono::milliseconds(late)) + " before this: " + change;
    case sim::StreamVerdict::pass:
      break;
  }
  return "the stream tells: " + change;
}

std::string skew_in_words(sim::Outcome drawn) {
  return model::duration_in_words(std::chrono::milliseconds((drawn + 1) / 2)) +
         (drawn % 2 == 1 ? " ahead" : " behind");
}

}  // namespace interleave::properties
