#include "edge/http_port.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "edge/fixtures.hpp"
#include "edge/retry_after.hpp"
#include "edge/spectora_json.hpp"
#include "reconciler/outcome.hpp"

namespace interleave::edge {
namespace {

using namespace std::chrono_literals;
using model::SpectoraReply;
using model::SpectoraRequest;
using model::SpectoraVerb;
using model::Status;
using reconciler::Outcome;
using reconciler::outcome_of;
using reconciler::SpectoraCall;
using reconciler::Task;
using Tcp = boost::asio::ip::tcp;

/// A connection that nobody answers must be told from one that is slow: no test waits this long.
constexpr model::Duration patient = 30s;

SpectoraRequest request_of(SpectoraVerb verb) {
  SpectoraRequest request;
  request.run = model::Cause{0xfedcba9876543210};
  request.ordinal = 3;
  request.verb = verb;
  request.issuer = model::Issuer::calendar;
  request.order = our_order;
  request.fencing = 7;
  if (verb == SpectoraVerb::delete_assignment) request.record = model::Cause{0x8000000000000001};
  if (verb == SpectoraVerb::delete_assignment || verb == SpectoraVerb::post_assignment) {
    request.inspector = model::InspectorId{2};
  }
  request.primary = verb == SpectoraVerb::post_assignment;
  if (verb == SpectoraVerb::list_assignments) request.page = 2;
  if (verb == SpectoraVerb::put_event) {
    request.event = {model::Time(33h), model::InspectorId{2}};
  }
  return request;
}

constexpr std::array all_verbs{SpectoraVerb::list_assignments, SpectoraVerb::delete_assignment,
                               SpectoraVerb::post_assignment, SpectoraVerb::put_event,
                               SpectoraVerb::get_event};

/// A server that notes what it is asked, and a port to it.
class Line {
 public:
  explicit Line(const Treatment& treatment = {}, HttpPort::Options options = {})
      : server_(loop, {.treat = [treatment](const SpectoraRequest&) { return treatment; }},
                [this](const SpectoraRequest& request) {
                  asked.push_back(request);
                  return reply;
                }) {
    options.port = server_.port();
    port = std::make_unique<HttpPort>(loop, options);
  }

  SpectoraReply ask(const SpectoraRequest& request, model::Duration timeout = patient) {
    answered_ = false;
    Task<> asking = send(request, timeout);
    asking.start();
    EXPECT_FALSE(answered_) << "a port never completes inline";
    run_until(loop, [this] { return answered_; });
    EXPECT_EQ(port->calls_under_way(), 0U);
    return answer_;
  }
  Status status_of(SpectoraVerb verb, model::Duration timeout = patient) {
    return ask(request_of(verb), timeout).status;
  }

  boost::asio::io_context loop{1};
  SpectoraReply reply;
  std::vector<SpectoraRequest> asked;
  std::unique_ptr<HttpPort> port;

 private:
  Task<> send(const SpectoraRequest& request, model::Duration timeout) {
    SpectoraCall call(*port, timeout, request);
    const SpectoraReply received = co_await call;
    answer_ = received;
    answered_ = true;
  }

  HttpServer server_;
  bool answered_ = false;
  SpectoraReply answer_;
};

Treatment bytes(std::string text) { return {.instead = std::move(text)}; }

std::string ok(std::string_view headers, std::string_view body) {
  return fmt::format("HTTP/1.1 200 OK\r\n{}\r\n{}", headers, body);
}

// ---- What travels ----

TEST(HttpPort, carries_a_list_there_and_back) {
  Line line;
  const model::Cause record{0xffffffffffffffff};
  line.reply.assignments = {{record, model::InspectorId{2}, true, model::Standing::hidden}};
  line.reply.total = 4;
  const SpectoraReply reply = line.ask(request_of(SpectoraVerb::list_assignments));
  EXPECT_EQ(reply.status, Status::ok);
  ASSERT_EQ(reply.assignments.size(), 1U);
  EXPECT_EQ(reply.assignments.front().record, record);
  EXPECT_EQ(reply.assignments.front().inspector, model::InspectorId{2});
  EXPECT_TRUE(reply.assignments.front().primary);
  EXPECT_EQ(reply.assignments.front().standing, model::Standing::hidden);
  EXPECT_EQ(reply.total, 4U);
}

TEST(HttpPort, a_request_arrives_with_every_name_that_it_had) {
  for (const SpectoraVerb verb : all_verbs) {
    Line line;
    const SpectoraRequest sent = request_of(verb);
    EXPECT_EQ(line.ask(sent).status, Status::ok) << describe(sent);
    ASSERT_EQ(line.asked.size(), 1U) << describe(sent);
    EXPECT_EQ(describe(line.asked.front()), describe(sent));
    EXPECT_EQ(line.asked.front().cause(), sent.cause());
    EXPECT_EQ(line.asked.front().fingerprint(), sent.fingerprint());
    EXPECT_EQ(line.asked.front().issuer, sent.issuer);
    EXPECT_EQ(line.asked.front().fencing, sent.fencing);
  }
}

constexpr std::size_t max_body = 65'536;

/// What any request may be answered, with as many spaces as it takes.
std::string good_body(std::size_t size) {
  std::string body = R"({"order": "1", "total": 0, "assignments": [], )"
                     R"("event": {"inspector": null, "starts_us": 0}})";
  body.resize(size, ' ');
  return body;
}

// ---- What an ending means ----

struct Ending {
  std::string name;
  Treatment treatment;
  Status status;
};

const std::vector<Ending> endings{
    {"closed unread", {.applied = false}, Status::timed_out},
    {"closed unanswered", bytes(""), Status::timed_out},
    {"half a start line", bytes("HTTP/1.1 2"), Status::unreadable},
    {"half a header", bytes("HTTP/1.1 200 OK\r\nContent-Le"), Status::unreadable},
    {"no HTTP", bytes("220 mail.example ESMTP\r\n"), Status::unreadable},
    {"a header without end", bytes(ok("A: " + std::string(100'000, 'a'), "")), Status::unreadable},
    {"a shorter body than announced", bytes(ok("Content-Length: 50\r\n", R"({"order": "1")")),
     Status::unreadable},
    {"a body as long as may be", bytes(ok("", good_body(max_body))), Status::ok},
    {"a body too long", bytes(ok("", good_body(max_body + 1))), Status::unreadable},
    {"an announced body too long", bytes(ok("Content-Length: 65537\r\n", good_body(max_body + 1))),
     Status::unreadable},
    {"chunks as long as may be",
     bytes(
         ok("Transfer-Encoding: chunked\r\n", "10000\r\n" + good_body(max_body) + "\r\n0\r\n\r\n")),
     Status::ok},
    {"chunks too long",
     bytes(ok("Transfer-Encoding: chunked\r\n",
              "10000\r\n" + good_body(max_body) + "\r\n1\r\n \r\n0\r\n\r\n")),
     Status::unreadable},
    {"a broken chunk", bytes(ok("Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n")),
     Status::unreadable},
    {"no JSON", bytes(ok("", "<html>")), Status::unreadable},
    {"no body", bytes(ok("Content-Length: 0\r\n", "")), Status::unreadable},
    {"another order", bytes(ok("", R"({"order": "2", "total": 0, "assignments": []})")),
     Status::unreadable},
    {"a status of our own making", bytes("HTTP/1.1 001 X\r\n\r\n"), Status::unreadable},
    {"500", bytes("HTTP/1.1 500 X\r\nContent-Length: 70000\r\n\r\n<html>"), Status{500}},
    {"503 cut short", bytes("HTTP/1.1 503 X\r\nContent-Length: 9\r\n\r\n{"), Status::unavailable},
    {"401", bytes("HTTP/1.1 401 X\r\n\r\n"), Status::unauthorized},
    {"302", bytes("HTTP/1.1 302 X\r\nLocation: /\r\n\r\n"), Status{302}},
    {"100 and no more", bytes("HTTP/1.1 100 Continue\r\n\r\n"), Status{100}},
};

TEST(HttpPort, every_ending_is_a_status) {
  for (const Ending& ending : endings) {
    Line line(ending.treatment);
    EXPECT_EQ(line.status_of(SpectoraVerb::list_assignments), ending.status) << ending.name;
    EXPECT_EQ(line.status_of(SpectoraVerb::post_assignment), ending.status) << ending.name;
  }
}

// The effect may have been had in all of them: none may be taken for a refusal.
TEST(HttpPort, an_ending_without_a_verdict_leaves_the_outcome_of_a_write_unknown) {
  for (const Ending& ending : endings) {
    const bool is_verdict = ending.status == Status::ok || ending.status == Status::unauthorized;
    if (is_verdict) continue;
    for (const SpectoraVerb verb : all_verbs) {
      EXPECT_EQ(outcome_of(verb, ending.status), Outcome::unknown) << ending.name;
      EXPECT_FALSE(reconciler::is_read(ending.status)) << ending.name;
    }
  }
}

TEST(HttpPort, a_status_means_for_a_write_what_the_table_of_outcomes_says) {
  struct Row {
    int status = 0;
    Outcome post = Outcome::unknown;
    Outcome removal = Outcome::unknown;
    bool final = false;
  };
  for (const Row& row :
       {Row{202}, Row{403, Outcome::not_applied, Outcome::not_applied, true},
        Row{404, Outcome::not_applied, Outcome::unknown}, Row{409},
        Row{410, Outcome::not_applied, Outcome::applied}, Row{500}, Row{502}, Row{503}, Row{504}}) {
    Line line(bytes(fmt::format("HTTP/1.1 {} X\r\nContent-Length: 2\r\n\r\n{{}}", row.status)));
    const Status post = line.status_of(SpectoraVerb::post_assignment);
    EXPECT_EQ(static_cast<int>(post), row.status);
    EXPECT_EQ(outcome_of(SpectoraVerb::post_assignment, post), row.post) << row.status;
    const Status removal = line.status_of(SpectoraVerb::delete_assignment);
    EXPECT_EQ(outcome_of(SpectoraVerb::delete_assignment, removal), row.removal) << row.status;
    EXPECT_FALSE(reconciler::is_read(line.status_of(SpectoraVerb::list_assignments)));
    EXPECT_EQ(reconciler::is_final(post), row.final) << row.status;
  }
}

TEST(HttpPort, a_write_may_be_answered_without_a_body) {
  Line line(bytes("HTTP/1.1 204 No Content\r\n\r\n"));
  const Status status = line.status_of(SpectoraVerb::put_event);
  EXPECT_EQ(outcome_of(SpectoraVerb::put_event, status), Outcome::applied);
  EXPECT_FALSE(reconciler::is_read(line.status_of(SpectoraVerb::get_event)));
}

TEST(HttpPort, a_retry_after_is_read_and_kept_within_bounds) {
  const auto retry_after = [](std::string_view header) {
    Line line(bytes(fmt::format("HTTP/1.1 429 X\r\n{}\r\n", header)));
    const SpectoraReply reply = line.ask(request_of(SpectoraVerb::post_assignment));
    EXPECT_EQ(reply.status, Status::too_many_requests);
    return reply.retry_after;
  };
  EXPECT_EQ(retry_after("Retry-After: 17\r\n"), 17s);
  EXPECT_EQ(retry_after("retry-after:  17  \r\n"), 17s);
  EXPECT_EQ(retry_after(""), std::nullopt);
  EXPECT_EQ(retry_after("Retry-After: -1\r\n"), std::nullopt);
  EXPECT_EQ(retry_after("Retry-After: soon\r\n"), std::nullopt);
  EXPECT_EQ(retry_after("Retry-After: 3600\r\n"), 1h);
  EXPECT_EQ(retry_after("Retry-After: 3601\r\n"), retry_after_max);
  EXPECT_EQ(retry_after("Retry-After: Wed, 21 Oct 2015 07:28:09 GMT\r\n"
                        "Date: Wed, 21 Oct 2015 07:28:00 GMT\r\n"),
            9s);
  EXPECT_EQ(retry_after("Retry-After: Wed, 21 Oct 2015 07:27:00 GMT\r\n"
                        "Date: Wed, 21 Oct 2015 07:28:00 GMT\r\n"),
            -60s);
  EXPECT_EQ(retry_after("Retry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\n"), std::nullopt);
  EXPECT_EQ(retry_after("Retry-After: 99999999999999999999\r\n"), retry_after_max);
}

TEST(HttpPort, a_refused_connection_sent_nothing) {
  boost::asio::io_context loop{1};
  std::uint16_t free_port = 0;
  {
    const Tcp::acceptor unused(loop, Tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
    free_port = unused.local_endpoint().port();
  }
  Line line;
  line.port = std::make_unique<HttpPort>(line.loop, HttpPort::Options{.port = free_port});
  for (const SpectoraVerb verb : all_verbs) {
    const Status status = line.status_of(verb);
    EXPECT_EQ(status, Status::unreachable);
    EXPECT_EQ(outcome_of(verb, status), Outcome::not_applied);
  }
}

// Linux lets one connection wait at a listener that accepts none, and answers no other.
TEST(HttpPort, a_connection_that_is_not_made_in_time_sent_nothing) {
  Line line;
  Tcp::acceptor acceptor(line.loop, Tcp::v4());
  acceptor.bind(Tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
  acceptor.listen(0);
  const std::uint16_t port = acceptor.local_endpoint().port();
  Tcp::socket first(line.loop);
  first.connect(acceptor.local_endpoint());
  line.port = std::make_unique<HttpPort>(line.loop, HttpPort::Options{.port = port});
  const Status status = line.status_of(SpectoraVerb::post_assignment, 30ms);
  EXPECT_EQ(status, Status::unreachable);
  Tcp::socket other(line.loop);
  acceptor.accept(other);
  EXPECT_EQ(other.remote_endpoint(), first.local_endpoint());
}

/// A server of one connection that does something to it when a request has come.
class Stranger {
 public:
  Stranger(Line& line, const std::function<void(Tcp::socket&)>& then)
      : acceptor_(line.loop, Tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)),
        socket_(line.loop) {
    const std::uint16_t port = acceptor_.local_endpoint().port();
    line.port = std::make_unique<HttpPort>(line.loop, HttpPort::Options{.port = port});
    acceptor_.async_accept(socket_, [this, then](const auto&) {
      socket_.async_receive(boost::asio::buffer(request_),
                            [this, then](const auto&, std::size_t) { then(socket_); });
    });
  }
  [[nodiscard]] const std::string& request() const { return request_; }

 private:
  Tcp::acceptor acceptor_;
  Tcp::socket socket_;
  std::string request_ = std::string(1'000, ' ');
};

TEST(HttpPort, a_reset_after_sending_is_no_refusal) {
  Line line;
  const Stranger stranger(line, [](auto& socket) {
    socket.set_option(boost::asio::socket_base::linger(true, 0));
    socket.close();
  });
  EXPECT_EQ(line.status_of(SpectoraVerb::post_assignment), Status::timed_out);
  EXPECT_THAT(stranger.request(), testing::StartsWith("POST /orders/1/assignments HTTP/1.1\r\n"));
}

TEST(HttpPort, an_answer_that_stops_in_the_middle_is_a_timeout) {
  Line line;
  const Stranger stranger(line, [](auto& socket) {
    const std::string half = ok("Content-Length: 100\r\n", "{");
    socket.send(boost::asio::buffer(half));
  });
  EXPECT_EQ(line.status_of(SpectoraVerb::get_event, 30ms), Status::timed_out);
}

TEST(HttpPort, a_call_beyond_the_limit_is_not_sent) {
  Line line({}, {.calls_max = 0});
  EXPECT_EQ(line.status_of(SpectoraVerb::post_assignment), Status::unreachable);
  EXPECT_TRUE(line.asked.empty());
}

TEST(HttpPort, an_answer_that_comes_too_late_is_a_timeout_though_the_effect_was_had) {
  Line line({.after = 1h});
  EXPECT_EQ(line.status_of(SpectoraVerb::post_assignment, 30ms), Status::timed_out);
  EXPECT_EQ(line.asked.size(), 1U);
  const Outcome outcome = outcome_of(SpectoraVerb::post_assignment, Status::timed_out);
  EXPECT_EQ(outcome, Outcome::unknown);
}

TEST(HttpPort, a_timeout_of_zero_waits) {
  Line line({.after = 30ms});
  EXPECT_EQ(line.status_of(SpectoraVerb::get_event, model::Duration{}), Status::ok);
}

// ---- Calls that nobody waits for ----

TEST(HttpPort, a_call_can_be_abandoned_wherever_it_stands) {
  // After so many steps of the loop: while it connects, writes, waits, reads.
  for (int steps = 0;; ++steps) {
    Line line;
    bool answered = false;
    const auto send = [](HttpPort& port, bool& done) -> Task<> {
      const SpectoraRequest request = request_of(SpectoraVerb::list_assignments);
      SpectoraCall call(port, patient, request);
      co_await call;
      done = true;
    };
    Task<> asking = send(*line.port, answered);
    asking.start();
    for (int step = 0; step < steps && !answered; ++step) line.loop.run_one();
    if (answered) {
      EXPECT_GT(steps, 4);
      break;
    }
    asking.reset();
    EXPECT_EQ(line.port->calls_under_way(), 0U);
    line.port.reset();  // what still comes of it finds nobody
    line.loop.poll();
  }
}

TEST(HttpPort, calls_do_not_wait_for_each_other) {
  Line line;
  int answered = 0;
  const auto send = [](HttpPort& port, int& count) -> Task<> {
    const SpectoraRequest request = request_of(SpectoraVerb::get_event);
    SpectoraCall call(port, patient, request);
    co_await call;
    ++count;
  };
  std::vector<Task<>> asking;
  for (int i = 0; i < 20; ++i) {
    asking.push_back(send(*line.port, answered));
    asking.back().start();
  }
  EXPECT_EQ(line.port->calls_under_way(), 20U);
  run_until(line.loop, [&] { return answered == 20; });
}

TEST(HttpPort, an_address_that_is_none_is_refused_at_once) {
  boost::asio::io_context loop{1};
  EXPECT_THROW(HttpPort(loop, {.address = "spectora.example"}), boost::system::system_error);
}

// ---- Requests that are none ----

TEST(HttpServer, what_is_no_request_of_the_api_gets_a_400_and_reaches_nobody) {
  boost::asio::io_context loop{1};
  HttpServer server(loop, {}, [](const SpectoraRequest&) -> SpectoraReply {
    ADD_FAILURE() << "it reached somebody";
    return {};
  });
  for (const std::string_view target : {"/", "/orders/1/assignments", "/orders/x/event"}) {
    Tcp::socket socket(loop);
    const auto loopback = boost::asio::ip::address_v4::loopback();
    socket.connect(Tcp::endpoint(loopback, server.port()));
    const std::string text = fmt::format("GET {} HTTP/1.1\r\nHost: x\r\n\r\n", target);
    socket.send(boost::asio::buffer(text));
    std::string answer(200, ' ');
    std::size_t size = 0;
    socket.async_receive(boost::asio::buffer(answer),
                         [&](const auto&, std::size_t read) { size = read; });
    run_until(loop, [&] { return size > 0; });
    EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 400 Bad Request\r\n")) << target;
  }
}

}  // namespace
}  // namespace interleave::edge
