#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>

#include "model/spectora.hpp"

namespace interleave::edge {

/// What becomes of one request, beyond playing it: how a server is made as bad as real ones are.
struct Treatment {
  /// Whether it takes effect at all.
  bool applied = true;
  /// How long it lies there before it takes effect, and the answer after that.
  std::chrono::milliseconds before{};
  std::chrono::milliseconds after{};
  /// These bytes instead of the answer, then the end of the connection. Empty text: the end alone.
  std::optional<std::string> instead{};
};

/// Spectora's partner API over HTTP/1.1, with somebody behind it who plays the requests: one
/// request a connection. What is no request of that API gets a 400 and reaches nobody. The loop
/// must outlive it. Not thread-safe: the loop has one thread.
class HttpServer {
 public:
  /// Plays a request. The reply's status is one of HTTP. Must not destroy the server.
  using Play = std::function<model::SpectoraReply(const model::SpectoraRequest&)>;
  /// Says what becomes of a request that has arrived.
  using Treat = std::function<Treatment(const model::SpectoraRequest&)>;

  struct Options {
    std::string address = "127.0.0.1";
    /// 0: any that is free.
    std::uint16_t port = 0;
    /// A connection that is silent for so long is closed.
    std::chrono::milliseconds patience = std::chrono::seconds(30);
    /// The longest body of a request, in bytes.
    std::size_t body_max = std::size_t{64} * 1024;
    /// The most connections at once; one beyond it is closed.
    std::size_t connections_max = 256;
    /// Absent: every request takes effect at once and is answered.
    Treat treat{};
  };

  /// Listens from now on. Throws boost::system::system_error when it cannot.
  HttpServer(boost::asio::io_context& loop, const Options& options, Play play);
  /// Closes every connection: what has not been played never will be.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Where it listens.
  [[nodiscard]] std::uint16_t port() const;

 private:
  class Session;
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace interleave::edge
