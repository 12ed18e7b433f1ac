#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "tools/tidy.hpp"
#include "tools/tidy_lexer.hpp"

namespace interleave::tools {
namespace {

// ---- Where a ban applies ----

bool everywhere(std::string_view) { return true; }

bool deterministic_rooms(std::string_view path) {
  return path.starts_with("model/") || path.starts_with("reconciler/") || path.starts_with("sim/");
}

// The frame pool may differ between threads because it decides nothing.
bool outside_frame_pool(std::string_view path) {
  return deterministic_rooms(path) && !path.starts_with("reconciler/frame_pool.");
}

bool outside_edge(std::string_view path) { return !path.starts_with("edge/"); }

bool outside_json_door(std::string_view path) {
  const bool is_door = path == "properties/capsule.cpp" || path == "properties/json.hpp" ||
                       ((path.starts_with("properties/") || path.starts_with("edge/")) &&
                        path.ends_with("_json.cpp")) ||
                       path.starts_with("tools/");
  return !is_door;
}

bool outside_rapidcheck_door(std::string_view path) {
  return !path.ends_with("_test.cpp") && !path.starts_with("properties/rapidcheck");
}

bool outside_date_door(std::string_view path) { return path != "model/zone.cpp"; }

// ---- What is banned ----

struct Ban {
  std::string_view name;     // tokens; a word that begins with '_' stands for all that end so
  std::string_view instead;  // completes "expected ..."
  bool (*applies_to)(std::string_view path);
};

constexpr std::string_view our_time = "the virtual time of the world";
constexpr std::string_view our_chance = "sim::Choices, the one door for chance";
constexpr std::string_view our_hash = "a hash of our own, equal on every library";
constexpr std::string_view our_order = "an ordered or fixed-capacity container";
constexpr std::string_view our_thread = "one thread per world";
constexpr std::string_view our_numbers = "integers";
constexpr std::string_view json_door =
    "JSON in properties/ and edge/ *_json.cpp, capsule.cpp, json.hpp and tools/ alone";
constexpr std::string_view asio_door = "Asio and Beast in edge/ alone";
constexpr std::string_view rapidcheck_door = "RapidCheck in tests and properties/rapidcheck* alone";
constexpr std::string_view date_door = "the date library in model/zone.cpp alone";

constexpr auto banned = std::to_array<Ban>({
    {"system_clock", our_time, deterministic_rooms},
    {"steady_clock", our_time, deterministic_rooms},
    {"high_resolution_clock", our_time, deterministic_rooms},
    {"time(", our_time, deterministic_rooms},
    {"clock(", our_time, deterministic_rooms},
    {"rand(", our_chance, deterministic_rooms},
    {"srand", our_chance, deterministic_rooms},
    {"random_device", our_chance, deterministic_rooms},
    {"mt19937", our_chance, deterministic_rooms},
    {"mt19937_64", our_chance, deterministic_rooms},
    {"std::_distribution", our_chance, deterministic_rooms},
    {"std::shuffle", our_chance, deterministic_rooms},
    {"std::hash", our_hash, deterministic_rooms},
    {"unordered_map", our_order, deterministic_rooms},
    {"unordered_multimap", our_order, deterministic_rooms},
    {"unordered_set", our_order, deterministic_rooms},
    {"unordered_multiset", our_order, deterministic_rooms},
    {"std::thread", our_thread, deterministic_rooms},
    {"std::jthread", our_thread, deterministic_rooms},
    {"std::async", our_thread, deterministic_rooms},
    {"std::mutex", our_thread, deterministic_rooms},
    {"std::shared_mutex", our_thread, deterministic_rooms},
    {"std::atomic", our_thread, deterministic_rooms},
    {"std::atomic_flag", our_thread, deterministic_rooms},
    {"std::atomic_ref", our_thread, deterministic_rooms},
    {"thread_local", "state in the world, or reconciler/frame_pool", outside_frame_pool},
    {"float", our_numbers, deterministic_rooms},
    {"double", our_numbers, deterministic_rooms},
    {"getenv", "an option of the scenario", deterministic_rooms},
    {"using namespace std;", "std:: before each name", everywhere},
    {"nlohmann", json_door, outside_json_door},
    {"boost::asio", asio_door, outside_edge},
    {"boost::beast", asio_door, outside_edge},
    {"rc::", rapidcheck_door, outside_rapidcheck_door},
});

// Here the name is the beginning of an included path.
constexpr auto banned_includes = std::to_array<Ban>({
    {"nlohmann/", json_door, outside_json_door},
    {"boost/asio", asio_door, outside_edge},
    {"boost/beast", asio_door, outside_edge},
    {"rapidcheck", rapidcheck_door, outside_rapidcheck_door},
    {"date/", date_door, outside_date_door},
});

bool matches(const Token& pattern, const Token& token) {
  return pattern.text.starts_with('_') ? token.text.ends_with(pattern.text)
                                       : token.text == pattern.text;
}

bool stands_at(Tokens pattern, Tokens tokens, std::size_t at) {
  if (at + pattern.size() > tokens.size()) return false;
  return std::ranges::equal(pattern, tokens.subspan(at, pattern.size()), matches);
}

// time(0) and std::time(0) call the library; world.time(), World::time() and Instant time() do not.
bool calls_the_library(Tokens tokens, std::size_t at) {
  if (at == 0) return true;
  const std::string_view before = tokens[at - 1].text;
  if (before == "::") return at < 2 || !is_word(tokens[at - 2]) || tokens[at - 2].text == "std";
  if (is_any_of(before, {"return", "co_return", "co_yield", "else", "do"})) return true;
  return !is_any_of(before, {".", "->"}) && !is_word(tokens[at - 1]);
}

void find_names(const Ban& ban, Tokens tokens, const std::string& path, Complaints& complaints) {
  const Code pattern = read_code(ban.name);
  const bool is_call = ban.name.ends_with('(');
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    if (!stands_at(pattern.tokens, tokens, at)) continue;
    if (is_call && !calls_the_library(tokens, at)) continue;
    complaints.push_back(
        {path, tokens[at].line, fmt::format("'{}'", ban.name), std::string(ban.instead)});
  }
}

// ---- Variables that outlive a run ----

// A declaration up to its initializer, its parameters or its body.
Tokens head_of(Tokens declaration) {
  const auto end = std::ranges::find_if(declaration, [](const Token& token) {
    return is_any_of(token.text, {"=", "{", "(", ";"});
  });
  return declaration.first(static_cast<std::size_t>(end - declaration.begin()));
}

bool declares_function(Tokens declaration) {
  const std::size_t head_size = head_of(declaration).size();
  return head_size < declaration.size() && declaration[head_size].text == "(";
}

bool declares_mutable_variable(Tokens declaration) {
  const Tokens head = head_of(declaration);
  if (head.size() < 2 || head.size() == declaration.size()) return false;
  if (declares_function(declaration)) return false;
  return !has_any_of(head, {"const", "constexpr", "using", "typedef", "namespace", "class",
                            "struct", "enum", "union", "friend", "template", "concept",
                            "static_assert", "operator", "requires", "#", "\"\""});
}

// The end of the declaration that begins at `begin` directly in a namespace. What opens a namespace
// counts as a declaration, so that the next one begins inside.
std::size_t end_of_declaration(Tokens tokens, std::size_t begin) {
  std::size_t at = begin;
  while (at < tokens.size()) {
    const std::string_view text = tokens[at].text;
    const Tokens so_far = tokens.subspan(begin, at - begin);
    if (is_any_of(text, {";", "}", "\n"})) return at + 1;
    if (text == "{" && has_any_of(head_of(so_far), {"namespace"})) return at + 1;
    const bool may_be_body = text == "{" && declares_function(so_far);
    at = text == "{" || text == "(" ? behind_closing_bracket(tokens, at) : at + 1;
    // In Task() : state_{0}, next_{1} {} only the last brace is the body.
    const bool goes_on = at < tokens.size() && is_any_of(tokens[at].text, {",", "{"});
    if (may_be_body && !goes_on) return at;
  }
  return at;
}

std::set<int> lines_of_namespace_variables(Tokens tokens) {
  std::set<int> lines;
  for (std::size_t begin = 0; begin < tokens.size();) {
    const std::size_t end = end_of_declaration(tokens, begin);
    const Tokens declaration = tokens.subspan(begin, end - begin);
    if (declares_mutable_variable(declaration)) lines.insert(declaration.front().line);
    begin = end;
  }
  return lines;
}

std::set<int> lines_of_static_variables(Tokens tokens) {
  std::set<int> lines;
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    if (tokens[at].text != "static") continue;
    if (at > 0 && is_any_of(tokens[at - 1].text, {"const", "constexpr"})) continue;
    if (declares_mutable_variable(tokens.subspan(at))) lines.insert(tokens[at].line);
  }
  return lines;
}

}  // namespace

Complaints banned_names(const SourceFile& file) {
  const Code code = read_code(file.text);
  Complaints complaints;
  for (const Ban& ban : banned) {
    if (ban.applies_to(file.path)) find_names(ban, code.tokens, file.path, complaints);
  }
  for (const Ban& ban : banned_includes) {
    if (!ban.applies_to(file.path)) continue;
    for (const Include& include : code.includes) {
      if (!include.path.starts_with(ban.name)) continue;
      complaints.push_back({file.path, include.line, fmt::format("include of '{}'", include.path),
                            std::string(ban.instead)});
    }
  }
  return complaints;
}

Complaints mutable_globals(const SourceFile& file) {
  if (!outside_frame_pool(file.path)) return {};
  const Code code = read_code(file.text);
  std::set<int> lines = lines_of_namespace_variables(code.tokens);
  lines.merge(lines_of_static_variables(code.tokens));
  Complaints complaints;
  for (const int line : lines) {
    complaints.push_back({file.path, line, "a mutable variable that outlives the run",
                          "state in the world, which a run resets"});
  }
  return complaints;
}

}  // namespace interleave::tools
