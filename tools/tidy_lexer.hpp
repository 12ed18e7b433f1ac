#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// C++ text as tokens: as much of the language as the rules of tidy.hpp need, and no more.
namespace interleave::tools {

// A word, a number, a symbol ("::" and "->" are one), or "" for any string or character literal.
// A preprocessor directive ends with the token "\n".
struct Token {
  std::string text;
  int line = 0;  // from 1
};

using Tokens = std::span<const Token>;

struct Include {
  std::string path;  // without its quotes or brackets
  int line = 0;
  bool quoted = false;
};

struct Code {
  std::vector<Token> tokens;  // without comments and without include directives
  std::vector<Include> includes;
};

// Never fails: of a text that is not C++ it makes some tokens or other.
Code read_code(std::string_view text);

bool is_word_character(char c);

// A word or a number.
bool is_word(const Token& token);

bool opens_bracket(const Token& token);
bool closes_bracket(const Token& token);

bool is_any_of(std::string_view text, std::initializer_list<std::string_view> choices);
bool has_any_of(Tokens tokens, std::initializer_list<std::string_view> choices);

// The index behind the bracket that closes the one at `open`; the end when none does.
std::size_t behind_closing_bracket(Tokens tokens, std::size_t open);

}  // namespace interleave::tools
