#include "tools/tidy.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "tools/tidy_lexer.hpp"

namespace interleave::tools {
namespace {

constexpr int columns_max = 100;
constexpr int file_lines_max = 400;
constexpr int test_lines_max = 600;

// ---- Rooms and includes ----

struct Room {
  std::string_view name;
  std::string_view may_include;  // no room's name is part of another's
};

constexpr auto rooms = std::to_array<Room>({
    {"model", "model"},
    {"reconciler", "model, reconciler"},
    {"sim", "model, reconciler, sim"},
    {"edge", "model, reconciler, sim, edge"},
    {"properties", "model, reconciler, sim, properties"},
    {"bench", "model, reconciler, sim, properties, bench"},
    {"tools", "model, reconciler, sim, edge, properties, tools"},
});

const Room* room_of(std::string_view path) {
  const std::string_view folder = path.substr(0, path.find('/'));
  const auto* room = std::ranges::find(rooms, folder, &Room::name);
  return room == rooms.end() ? nullptr : room;
}

// Depth first; a header on the trail that is met again closes a cycle.
class CycleSearch {
 public:
  explicit CycleSearch(const std::vector<SourceFile>& tree) {
    for (const SourceFile& file : tree) includes_[file.path] = read_code(file.text).includes;
  }

  Complaints run() {
    for (const auto& [path, includes] : includes_) visit(path);
    return std::move(complaints_);
  }

 private:
  void visit(const std::string& path) {
    if (!includes_.contains(path) || !visited_.insert(path).second) return;
    trail_.push_back(path);
    for (const Include& include : includes_.at(path)) {
      if (!include.quoted) continue;
      const auto repeated = std::ranges::find(trail_, include.path);
      if (repeated == trail_.end()) {
        visit(include.path);
      } else {
        complaints_.push_back({path, include.line,
                               fmt::format("the cycle {} -> {}",
                                           fmt::join(repeated, trail_.end(), " -> "), include.path),
                               "includes without a cycle"});
      }
    }
    trail_.pop_back();
  }

  std::map<std::string, std::vector<Include>> includes_;
  std::set<std::string> visited_;
  std::vector<std::string> trail_;
  Complaints complaints_;
};

// ---- co_await ----

constexpr std::string_view whole_await =
    "'co_await f(x);', 'T name = co_await f(x);' or 'co_return co_await f(x);'";
constexpr std::string_view plain_operand = "names and calls alone, with the rest named before it";

// Where the statement begins that holds the co_await, or the bracket that it stands in.
std::size_t begin_of_statement(Tokens tokens, std::size_t await) {
  int depth = 0;
  for (std::size_t at = await; at > 0; --at) {
    const Token& before = tokens[at - 1];
    if (depth == 0 && is_any_of(before.text, {";", "{", "}", "\n"})) return at;
    if (closes_bracket(before)) ++depth;
    if (opens_bracket(before) && --depth < 0) return at - 1;
  }
  return 0;
}

// `if (...)`, `for (...)`, `else`, `case x:` and their like may stand before a whole statement.
Tokens behind_control_headers(Tokens tokens) {
  while (!tokens.empty()) {
    std::size_t size = 0;
    if (is_any_of(tokens.front().text, {"if", "for", "while", "switch"})) {
      const auto parenthesis = std::ranges::find(tokens, "(", &Token::text);
      const auto open = static_cast<std::size_t>(parenthesis - tokens.begin());
      size = behind_closing_bracket(tokens, open);
    } else if (is_any_of(tokens.front().text, {"else", "do"})) {
      size = 1;
    } else if (is_any_of(tokens.front().text, {"case", "default"})) {
      const auto colon = std::ranges::find(tokens, ":", &Token::text);
      size = static_cast<std::size_t>(colon - tokens.begin()) + 1;
    } else {
      break;
    }
    tokens = tokens.subspan(std::min(size, tokens.size()));
  }
  return tokens;
}

// `T name =`: words, "::", "*", "&" and template arguments; no second name.
bool begins_one_local(Tokens tokens) {
  if (tokens.size() < 3 || tokens.back().text != "=") return false;
  const Tokens type = tokens.first(tokens.size() - 2);
  if (!is_word(tokens[type.size()]) || is_any_of(type.back().text, {"::", "operator"}))
    return false;
  int template_depth = 0;
  return std::ranges::all_of(type, [&](const Token& token) {
    if (token.text == "<") ++template_depth;
    if (token.text == ">") --template_depth;
    const bool separates_arguments = token.text == "," && template_depth > 0;
    return is_word(token) || separates_arguments ||
           is_any_of(token.text, {"::", "*", "&", "<", ">"});
  });
}

bool may_precede_await(Tokens tokens) {
  const Tokens rest = behind_control_headers(tokens);
  const bool returns = rest.size() == 1 && rest.front().text == "co_return";
  return rest.empty() || returns || begins_one_local(rest);
}

// What must not stand in the awaited expression, or "" when all of it may.
std::string fault_in_operand(Tokens operand) {
  int depth = 0;
  int template_depth = 0;
  for (std::size_t at = 0; at < operand.size(); ++at) {
    const Token& token = operand[at];
    const bool is_outermost = depth == 0 && template_depth == 0;
    if (token.text == ";" && depth == 0) return "";
    if (is_any_of(token.text, {"{", "?", "["}))
      return fmt::format("'{}' in the operand", token.text);
    if (token.text == "(") {
      ++depth;
    } else if (token.text == ")") {
      if (--depth < 0) return "an enclosing bracket";
    } else if (depth == 0 && token.text == "<" && at > 0 && is_word(operand[at - 1])) {
      ++template_depth;
    } else if (template_depth > 0 && depth == 0 && token.text == ">") {
      --template_depth;
    } else if (is_outermost && !is_word(token) && !is_any_of(token.text, {"::", ".", "->"})) {
      return fmt::format("'{}' beside the operand", token.text);
    }
  }
  return "no end of the statement";
}

// ---- Text ----

template <class Visit>
void for_each_line(std::string_view text, Visit visit) {
  for (int line = 1; !text.empty(); ++line) {
    const std::string_view content = text.substr(0, text.find('\n'));
    visit(line, content);
    text.remove_prefix(std::min(content.size() + 1, text.size()));
  }
}

// Cut in two, for this file must pass its own rule.
constexpr auto unfinished_words =
    std::to_array<std::string_view>({"FIX"
                                     "ME",
                                     "TO"
                                     "DO",
                                     "X"
                                     "XX"});
constexpr auto machine_paths =
    std::to_array<std::string_view>({"/ho"
                                     "me/",
                                     "/wo"
                                     "rk/",
                                     "/ro"
                                     "ot/",
                                     "/Us"
                                     "ers/"});

bool has_whole_word(std::string_view line, std::string_view word) {
  for (std::size_t at = line.find(word); at != std::string_view::npos;
       at = line.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool begins = at == 0 || !is_word_character(line[at - 1]);
    const bool ends = end == line.size() || !is_word_character(line[end]);
    if (begins && ends) return true;
  }
  return false;
}

// A folder of that name inside a relative path is no matter.
bool has_absolute_path(std::string_view line, std::string_view path) {
  for (std::size_t at = line.find(path); at != std::string_view::npos;
       at = line.find(path, at + 1)) {
    if (at == 0 || !is_word_character(line[at - 1])) return true;
  }
  return false;
}

// Characters, not bytes: all but the continuation bytes of UTF-8.
int columns_of(std::string_view line) {
  return static_cast<int>(std::ranges::count_if(
      line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// ---- Tree ----

std::string read_text(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream) throw std::runtime_error(fmt::format("cannot read {}", path.string()));
  return text;
}

void append(Complaints& all, Complaints more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

std::string describe(const Complaint& complaint) {
  return fmt::format("{}:{}: found {}, expected {}", complaint.path, complaint.line,
                     complaint.found, complaint.expected);
}

std::vector<SourceFile> read_source_tree(const std::filesystem::path& root) {
  std::vector<SourceFile> tree;
  for (const Room& room : rooms) {
    if (!std::filesystem::is_directory(root / room.name)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / room.name)) {
      const std::filesystem::path& path = entry.path();
      if (path.extension() != ".hpp" && path.extension() != ".cpp") continue;
      tree.push_back({path.lexically_relative(root).generic_string(), read_text(path)});
    }
  }
  std::ranges::sort(tree, {}, &SourceFile::path);
  return tree;
}

Complaints complaints_about(const std::vector<SourceFile>& tree) {
  Complaints all = include_cycles(tree);
  for (const SourceFile& file : tree) {
    for (const auto rule : {upward_includes, banned_names, mutable_globals, misplaced_awaits,
                            missing_pragma_once, leftovers, layout}) {
      append(all, rule(file));
    }
  }
  return all;
}

Complaints upward_includes(const SourceFile& file) {
  const Room* room = room_of(file.path);
  if (room == nullptr) return {};
  Complaints complaints;
  for (const Include& include : read_code(file.text).includes) {
    if (!include.quoted) continue;
    const Room* target = room_of(include.path);
    const std::string found = fmt::format("include of \"{}\"", include.path);
    if (target == nullptr) {
      complaints.push_back({file.path, include.line, found, "a path that begins with a room"});
    } else if (room->may_include.find(target->name) == std::string_view::npos) {
      complaints.push_back({file.path, include.line, found,
                            fmt::format("{} to include only {}", room->name, room->may_include)});
    }
  }
  return complaints;
}

Complaints include_cycles(const std::vector<SourceFile>& tree) { return CycleSearch(tree).run(); }

Complaints misplaced_awaits(const SourceFile& file) {
  const Code code = read_code(file.text);
  const Tokens tokens = code.tokens;
  Complaints complaints;
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    if (tokens[at].text != "co_await") continue;
    if (at > 0 && tokens[at - 1].text == "operator") continue;
    const std::size_t begin = begin_of_statement(tokens, at);
    const std::string fault = fault_in_operand(tokens.subspan(at + 1));
    if (!may_precede_await(tokens.subspan(begin, at - begin))) {
      complaints.push_back({file.path, tokens[at].line, "co_await inside a larger expression",
                            std::string(whole_await)});
    } else if (!fault.empty()) {
      complaints.push_back(
          {file.path, tokens[at].line, "co_await with " + fault, std::string(plain_operand)});
    }
  }
  return complaints;
}

Complaints missing_pragma_once(const SourceFile& file) {
  if (!file.path.ends_with(".hpp")) return {};
  const Code code = read_code(file.text);
  const auto wanted = std::to_array<std::string_view>({"#", "pragma", "once"});
  if (!std::ranges::search(code.tokens, wanted, {}, &Token::text).empty()) return {};
  return {{file.path, 1, "a header without a guard", "#pragma once"}};
}

Complaints leftovers(const SourceFile& file) {
  Complaints complaints;
  for_each_line(file.text, [&](int line, std::string_view content) {
    for (const std::string_view word : unfinished_words) {
      if (!has_whole_word(content, word)) continue;
      complaints.push_back(
          {file.path, line, fmt::format("'{}'", word), "the work done, or an issue that names it"});
    }
    for (const std::string_view path : machine_paths) {
      if (!has_absolute_path(content, path)) continue;
      complaints.push_back(
          {file.path, line, fmt::format("'{}'", path), "nothing that one machine alone has"});
    }
  });
  return complaints;
}

Complaints layout(const SourceFile& file) {
  Complaints complaints;
  int lines = 0;
  for_each_line(file.text, [&](int line, std::string_view content) {
    lines = line;
    if (content.find('\t') != std::string_view::npos) {
      complaints.push_back({file.path, line, "a tab", "spaces"});
    }
    if (columns_of(content) > columns_max) {
      complaints.push_back({file.path, line, fmt::format("{} columns", columns_of(content)),
                            fmt::format("at most {}", columns_max)});
    }
  });
  const int lines_max = file.path.ends_with("_test.cpp") ? test_lines_max : file_lines_max;
  if (lines > lines_max) {
    complaints.push_back({file.path, lines, fmt::format("{} lines", lines),
                          fmt::format("at most {}: which two things are in it?", lines_max)});
  }
  return complaints;
}

}  // namespace interleave::tools
