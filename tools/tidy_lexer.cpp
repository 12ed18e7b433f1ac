#include "tools/tidy_lexer.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace interleave::tools {
namespace {

bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

// The quotes in 1'000'000 open no literal.
bool is_number_character(char c) { return is_word_character(c) || c == '.' || c == '\''; }

class Lexer {
 public:
  explicit Lexer(std::string_view text) : rest_(text) {}

  Code run() {
    while (!rest_.empty()) step();
    return std::move(code_);
  }

 private:
  void step() {
    if (rest_.starts_with("\\\n")) {
      take(2);
    } else if (rest_.starts_with('\n')) {
      end_line();
    } else if (is_space(rest_.front())) {
      take(1);
    } else if (rest_.starts_with("//")) {
      take(rest_.find('\n'));
    } else if (rest_.starts_with("/*")) {
      take_past("*/", 2);
    } else if (rest_.starts_with('"') || rest_.starts_with('\'')) {
      literal();
    } else if (is_digit(rest_.front())) {
      emit(take_while(is_number_character));
    } else if (is_word_character(rest_.front())) {
      word();
    } else {
      symbol();
    }
  }

  void end_line() {
    if (in_directive_) emit("\n");
    in_directive_ = false;
    take(1);
  }

  void literal() {
    std::size_t end = 1;
    while (end < rest_.size() && rest_[end] != rest_.front()) end += rest_[end] == '\\' ? 2U : 1U;
    emit("\"\"");
    take(end + 1);
  }

  // R"delimiter( ... )delimiter"
  void raw_literal() {
    const std::size_t parenthesis = rest_.find('(');
    const std::string delimiter(rest_.substr(1, parenthesis - 1));
    emit("\"\"");
    take_past(")" + delimiter + "\"", parenthesis);
  }

  void word() {
    const std::string_view text = take_while(is_word_character);
    const bool is_raw_prefix = is_any_of(text, {"R", "u8R", "uR", "UR", "LR"});
    const bool is_directive = !code_.tokens.empty() && code_.tokens.back().text == "#";
    if (is_raw_prefix && rest_.starts_with('"')) {
      raw_literal();
    } else if (is_directive && text == "include") {
      include();
    } else {
      emit(text);
    }
  }

  void include() {
    code_.tokens.pop_back();  // the '#'
    in_directive_ = false;
    const std::string_view target = take(rest_.find('\n'));
    const std::size_t begin = target.find_first_of("\"<");
    if (begin == std::string_view::npos) return;
    const std::size_t end = target.find_first_of("\">", begin + 1);
    const std::string_view path = target.substr(begin + 1, end - begin - 1);
    code_.includes.push_back({std::string(path), line_, target[begin] == '"'});
  }

  void symbol() {
    if (rest_.front() == '#') in_directive_ = true;
    const bool is_double = rest_.starts_with("::") || rest_.starts_with("->");
    emit(take(is_double ? 2 : 1));
  }

  void emit(std::string_view text) { code_.tokens.push_back({std::string(text), line_}); }

  std::string_view take(std::size_t size) {
    const std::string_view taken = rest_.substr(0, size);
    line_ += static_cast<int>(std::ranges::count(taken, '\n'));
    rest_.remove_prefix(taken.size());
    return taken;
  }

  std::string_view take_while(bool (*belongs)(char)) {
    const auto* end = std::ranges::find_if_not(rest_, belongs);
    return take(static_cast<std::size_t>(end - rest_.begin()));
  }

  void take_past(std::string_view closing, std::size_t from) {
    const std::size_t found = rest_.find(closing, from);
    take(found == std::string_view::npos ? found : found + closing.size());
  }

  std::string_view rest_;
  int line_ = 1;
  bool in_directive_ = false;
  Code code_;
};

}  // namespace

Code read_code(std::string_view text) { return Lexer(text).run(); }

bool is_word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool is_word(const Token& token) { return is_word_character(token.text.front()); }

bool opens_bracket(const Token& token) { return is_any_of(token.text, {"(", "[", "{"}); }

bool closes_bracket(const Token& token) { return is_any_of(token.text, {")", "]", "}"}); }

bool is_any_of(std::string_view text, std::initializer_list<std::string_view> choices) {
  return std::ranges::find(choices, text) != choices.end();
}

bool has_any_of(Tokens tokens, std::initializer_list<std::string_view> choices) {
  return std::ranges::any_of(tokens,
                             [&](const Token& token) { return is_any_of(token.text, choices); });
}

std::size_t behind_closing_bracket(Tokens tokens, std::size_t open) {
  int depth = 0;
  for (std::size_t at = open; at < tokens.size(); ++at) {
    if (opens_bracket(tokens[at])) ++depth;
    if (closes_bracket(tokens[at]) && --depth == 0) return at + 1;
  }
  return tokens.size();
}

}  // namespace interleave::tools
