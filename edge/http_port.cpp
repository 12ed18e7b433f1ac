#include "edge/http_port.hpp"

#include <map>
#include <sstream>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "edge/spectora_json.hpp"

namespace interleave::edge {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

using model::SpectoraReply;
using model::SpectoraRequest;
using model::Status;
using reconciler::SpectoraCall;
using Error = boost::system::error_code;

struct HttpPort::State {
  State(asio::io_context& the_loop, const Options& the_options)
      : loop(the_loop),
        options(the_options),
        endpoint(asio::ip::make_address(options.address), options.port) {
    std::ostringstream where;
    where << endpoint;
    if (options.host.empty()) options.host = where.str();
  }

  asio::io_context& loop;
  Options options;
  asio::ip::tcp::endpoint endpoint;
  std::map<std::uint32_t, std::shared_ptr<Exchange>> exchanges;  ///< by the slot of their call
  std::uint32_t next_slot = 0;
};

/// One call on its way. It lives as long as one of its operations is pending, so that one that ends
/// after the call was abandoned, or after the port is gone, still finds a socket.
class HttpPort::Exchange final : public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(State& port, SpectoraCall& call)
      : port_(port), stream_(port.loop), call_(&call), asked_(call.request()) {
    write_down(to_wire(asked_));
    // What is read of a body is decided when its status is known.
    parser_.body_limit(boost::none);
  }

  void start() {
    if (call_->timeout() != model::Duration{}) stream_.expires_after(call_->timeout());
    stream_.async_connect(port_.endpoint,
                          beast::bind_front_handler(&Exchange::on_connected, shared_from_this()));
  }
  /// There are too many already.
  void refuse() {
    asio::post(stream_.get_executor(),
               [self = shared_from_this()] { self->end(Status::unreachable); });
  }
  void abandon() noexcept {
    call_ = nullptr;
    stream_.close();
  }

 private:
  void write_down(const WireRequest& wire);
  void on_connected(const Error& error);
  void on_written(const Error& error, std::size_t bytes);
  void on_header(const Error& error);
  void on_body(const Error& error);
  void end(Status status) {
    SpectoraReply reply;
    reply.status = status;
    end(reply);
  }
  void end(const SpectoraReply& reply);
  [[nodiscard]] SpectoraReply read() const;

  State& port_;  ///< there as long as `call_` is
  beast::tcp_stream stream_;
  SpectoraCall* call_;  ///< whoever still waits, or null
  SpectoraRequest asked_;
  http::request<http::string_body> request_;
  beast::flat_buffer buffer_;
  http::response_parser<http::string_body> parser_;
};

HttpPort::HttpPort(asio::io_context& loop, const Options& options)
    : state_(std::make_unique<State>(loop, options)) {}

HttpPort::~HttpPort() = default;

void HttpPort::submit(SpectoraCall& call) {
  State& state = *state_;
  const bool too_many = state.exchanges.size() >= state.options.calls_max;
  do {
    call.slot = state.next_slot++;
  } while (state.exchanges.contains(call.slot));
  const auto exchange = std::make_shared<Exchange>(state, call);
  state.exchanges.emplace(call.slot, exchange);
  if (too_many) {
    exchange->refuse();
  } else {
    exchange->start();
  }
}

void HttpPort::abandon(SpectoraCall& call) noexcept {
  const auto found = state_->exchanges.find(call.slot);
  if (found == state_->exchanges.end()) return;
  found->second->abandon();
  state_->exchanges.erase(found);
}

std::size_t HttpPort::calls_under_way() const { return state_->exchanges.size(); }

// ---- One exchange ----

void HttpPort::Exchange::write_down(const WireRequest& wire) {
  request_.version(11);
  request_.method_string(wire.method);
  request_.target(wire.target);
  request_.set(http::field::host, port_.options.host);
  request_.set(http::field::accept, "application/json");
  request_.keep_alive(false);
  for (const WireHeader& header : wire_headers) {
    const std::string& value = wire.*header.value;
    if (!value.empty()) request_.set(beast::string_view(header.name), value);
  }
  if (!wire.body.empty()) request_.set(http::field::content_type, "application/json");
  request_.body() = wire.body;
  request_.prepare_payload();
}

/// Whatever ends here, nothing was sent, not even when the time is up.
void HttpPort::Exchange::on_connected(const Error& error) {
  if (call_ == nullptr) return;
  if (error) return end(Status::unreachable);
  http::async_write(stream_, request_,
                    beast::bind_front_handler(&Exchange::on_written, shared_from_this()));
}

void HttpPort::Exchange::on_written(const Error& error, std::size_t bytes) {
  if (call_ == nullptr) return;
  if (error) return end(bytes == 0 ? Status::unreachable : Status::timed_out);
  http::async_read_header(
      stream_, buffer_, parser_,
      [self = shared_from_this()](const Error& ended, std::size_t) { self->on_header(ended); });
}

void HttpPort::Exchange::on_header(const Error& error) {
  if (call_ == nullptr) return;
  if (error) {
    // An end without a word is silence; whatever else HTTP objects to was an answer.
    const bool is_http = error.category() == make_error_code(http::error::end_of_stream).category();
    const bool silent = !is_http || error == http::error::end_of_stream;
    return end(silent ? Status::timed_out : Status::unreadable);
  }
  if (!bears_value(parser_.get().result_int())) return end(read());
  const std::size_t most = port_.options.body_max;
  if (parser_.content_length() && *parser_.content_length() > most) {
    return end(Status::unreadable);
  }
  parser_.body_limit(most);
  http::async_read(
      stream_, buffer_, parser_,
      [self = shared_from_this()](const Error& ended, std::size_t) { self->on_body(ended); });
}

void HttpPort::Exchange::on_body(const Error& error) {
  if (call_ == nullptr) return;
  if (error == beast::error::timeout) return end(Status::timed_out);
  if (error) return end(Status::unreadable);
  end(read());
}

SpectoraReply HttpPort::Exchange::read() const {
  const auto& answer = parser_.get();
  const beast::string_view retry_after = answer[http::field::retry_after];
  const beast::string_view date = answer[http::field::date];
  return reply_from_wire(
      asked_, {answer.result_int(), std::string(retry_after), std::string(date), answer.body()});
}

/// Nothing of the port or the exchange is touched after the call has gone on.
void HttpPort::Exchange::end(const SpectoraReply& reply) {
  SpectoraCall* const call = std::exchange(call_, nullptr);
  if (call == nullptr) return;
  stream_.close();
  port_.exchanges.erase(call->slot);
  call->complete(reply);
}

}  // namespace interleave::edge
