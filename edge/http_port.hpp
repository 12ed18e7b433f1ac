#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "reconciler/spectora_client.hpp"

namespace interleave::edge {

/// Spectora over HTTP/1.1: each call is one connection, one request and one answer. Every ending is
/// a status, none an exception:
///
///     the connection was not made, or closed before a byte was sent    unreachable
///     the timeout passed, or the connection ended without an answer    timed_out
///     an answer that is no HTTP, cut short, too long, or no sense      unreadable
///     an answer whose body does not count                              its status, as it is
///
/// The timeout is that of the call, and covers all of it. It does not retry, follow redirections,
/// keep connections or know TLS. It must outlive its calls, and the loop must outlive it. Not
/// thread-safe: the loop has one thread.
class HttpPort final : public reconciler::SpectoraPort {
 public:
  struct Options {
    /// A number as "127.0.0.1" or "::1": whoever starts the program looks names up.
    std::string address = "127.0.0.1";
    std::uint16_t port = 80;
    /// What the remote calls itself, in the header Host; empty: address and port.
    std::string host{};
    /// The longest body that is read, in bytes.
    std::size_t body_max = std::size_t{64} * 1024;
    /// The most calls under way; one beyond it is answered `unreachable`.
    std::size_t calls_max = 64;
  };

  /// Throws boost::system::system_error when the address is none.
  HttpPort(boost::asio::io_context& loop, const Options& options);
  ~HttpPort();
  HttpPort(const HttpPort&) = delete;
  HttpPort& operator=(const HttpPort&) = delete;

  void submit(reconciler::SpectoraCall& call) override;
  /// Closes the connection: what has been sent may still take effect.
  void abandon(reconciler::SpectoraCall& call) noexcept override;

  [[nodiscard]] std::size_t calls_under_way() const;

 private:
  class Exchange;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace interleave::edge
