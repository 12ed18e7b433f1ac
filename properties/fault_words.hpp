#pragma once

#include <chrono>
#include <string>

#include "sim/faults.hpp"
#include "sim/retry_after.hpp"

namespace interleave::properties {

// What each verdict of the fault policy came to, for a story. `request` and `change` name what it
// is about, in words, `remote` whose verdict it is.

std::string request_fault(sim::RequestVerdict verdict, const std::string& remote,
                          const std::string& request, std::chrono::milliseconds overshoot);
std::string reply_fault(sim::ReplyVerdict verdict, const std::string& request);
/// How a Retry-After of that form tells for how long, if it does.
std::string wait_in_words(sim::WaitForm form);
/// `error`: the code that it answers; `patience`: for how long it wants to be left alone.
std::string server_fault(sim::ServerVerdict verdict, const std::string& remote,
                         const std::string& request, const std::string& error,
                         const std::string& patience);
std::string write_fault(sim::WriteVerdict verdict, const std::string& remote,
                        const std::string& request);
std::string batch_fault(sim::BatchVerdict verdict, const std::string& request);
std::string rows_fault(sim::RowsVerdict verdict);
/// `late`: by how many milliseconds, here and in the stream.
std::string echo_fault(sim::EchoVerdict verdict, const std::string& change, sim::Outcome late);
std::string stream_fault(sim::StreamVerdict verdict, const std::string& change, sim::Outcome late);
/// "3 s ahead": how far a clock is off, of the decision that says so.
std::string skew_in_words(sim::Outcome drawn);

}  // namespace interleave::properties
