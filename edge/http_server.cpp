#include "edge/http_server.hpp"

#include <set>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "edge/spectora_json.hpp"

namespace interleave::edge {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

using model::SpectoraRequest;
using Error = boost::system::error_code;
using Tcp = asio::ip::tcp;

/// Apart from the server, so that an operation that ends after it finds nobody.
struct HttpServer::State : std::enable_shared_from_this<State> {
  State(asio::io_context& loop, const Options& the_options, Play the_play)
      : options(the_options),
        play(std::move(the_play)),
        acceptor(loop, Tcp::endpoint(asio::ip::make_address(options.address), options.port)) {}

  void accept();
  void on_accepted(const Error& error, Tcp::socket socket);
  void stop();

  Options options;
  Play play;
  Tcp::acceptor acceptor;
  std::set<std::shared_ptr<Session>> sessions;
};

/// One connection: read, play, answer, close.
class HttpServer::Session final : public std::enable_shared_from_this<Session> {
 public:
  Session(const std::shared_ptr<State>& server, Tcp::socket socket)
      : server_(server), stream_(std::move(socket)), pause_(stream_.get_executor()) {
    parser_.body_limit(server->options.body_max);
  }

  void start(std::chrono::milliseconds patience) {
    stream_.expires_after(patience);
    http::async_read(
        stream_, buffer_, parser_,
        [self = shared_from_this()](const Error& error, std::size_t) { self->on_read(error); });
  }
  void close() {
    pause_.cancel();
    stream_.close();
  }

 private:
  void on_read(const Error& error);
  void play();
  void answer();
  void write_down(const WireReply& wire);
  void send_response();
  void send_instead();
  void end();
  void wait(std::chrono::milliseconds time, void (Session::*then)());

  std::weak_ptr<State> server_;
  beast::tcp_stream stream_;
  asio::steady_timer pause_;
  beast::flat_buffer buffer_;
  http::request_parser<http::string_body> parser_;
  SpectoraRequest request_;
  Treatment treatment_;
  http::response<http::string_body> response_;
};

HttpServer::HttpServer(asio::io_context& loop, const Options& options, Play play)
    : state_(std::make_shared<State>(loop, options, std::move(play))) {
  state_->accept();
}

HttpServer::~HttpServer() { state_->stop(); }

std::uint16_t HttpServer::port() const { return state_->acceptor.local_endpoint().port(); }

// ---- Connections ----

void HttpServer::State::accept() {
  acceptor.async_accept([weak = weak_from_this()](const Error& error, Tcp::socket socket) {
    const std::shared_ptr<State> state = weak.lock();
    if (state) state->on_accepted(error, std::move(socket));
  });
}

void HttpServer::State::on_accepted(const Error& error, Tcp::socket socket) {
  if (!acceptor.is_open()) return;
  if (!error && sessions.size() < options.connections_max) {
    const auto session = std::make_shared<Session>(shared_from_this(), std::move(socket));
    sessions.insert(session);
    session->start(options.patience);
  }
  accept();
}

void HttpServer::State::stop() {
  Error ignored;
  acceptor.close(ignored);
  for (const std::shared_ptr<Session>& session : sessions) session->close();
  sessions.clear();
}

// ---- One connection ----

void HttpServer::Session::on_read(const Error& error) {
  const std::shared_ptr<State> server = server_.lock();
  if (!server || error) return end();
  const auto& message = parser_.get();
  WireRequest wire{message.method_string(), message.target(), message.body(), {}, {}, {}, {}, {}};
  for (const WireHeader& header : wire_headers) wire.*header.value = message[header.name];
  const std::optional<SpectoraRequest> request = request_from_wire(wire);
  if (!request) {
    write_down({.status = 400});
    return send_response();
  }
  request_ = *request;
  if (server->options.treat) treatment_ = server->options.treat(request_);
  // From here on the treatment says how long it takes.
  stream_.expires_never();
  wait(treatment_.before, &Session::play);
}

void HttpServer::Session::play() {
  const std::shared_ptr<State> server = server_.lock();
  if (!server) return;
  if (treatment_.applied) write_down(to_wire(request_, server->play(request_)));
  wait(treatment_.after, &Session::answer);
}

void HttpServer::Session::answer() {
  const bool as_played = treatment_.applied && !treatment_.instead;
  if (as_played) {
    send_response();
  } else {
    send_instead();
  }
}

void HttpServer::Session::write_down(const WireReply& wire) {
  response_.version(11);
  response_.result(wire.status);
  response_.keep_alive(false);
  if (!wire.retry_after.empty()) response_.set(http::field::retry_after, wire.retry_after);
  if (!wire.date.empty()) response_.set(http::field::date, wire.date);
  if (!wire.body.empty()) response_.set(http::field::content_type, "application/json");
  response_.body() = wire.body;
  response_.prepare_payload();
}

void HttpServer::Session::send_response() {
  http::async_write(stream_, response_,
                    [self = shared_from_this()](const Error&, std::size_t) { self->end(); });
}

void HttpServer::Session::send_instead() {
  if (!treatment_.instead) return end();
  asio::async_write(stream_, asio::buffer(*treatment_.instead),
                    [self = shared_from_this()](const Error&, std::size_t) { self->end(); });
}

void HttpServer::Session::end() {
  Error ignored;
  stream_.socket().shutdown(Tcp::socket::shutdown_send, ignored);
  close();
  const std::shared_ptr<State> server = server_.lock();
  if (server) server->sessions.erase(shared_from_this());
}

void HttpServer::Session::wait(std::chrono::milliseconds time, void (Session::*then)()) {
  if (time == std::chrono::milliseconds{}) return (this->*then)();
  pause_.expires_after(time);
  pause_.async_wait([self = shared_from_this(), then](const Error& error) {
    if (!error) (self.get()->*then)();
  });
}

}  // namespace interleave::edge
