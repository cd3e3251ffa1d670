// SPDX-License-Identifier: MIT
// COMMENTS: what becomes of html and BB-code. Server: crm/lib/format/texthelper.php,
// main/classes/general/textparser.php (convertHTMLToBB).
#include <array>
#include <cstdint>

#include "base/text.h"
#include "sandbox/lead_values.h"

namespace leadsync::sandbox {
namespace {

/// Lower case of ASCII letters; enough for tag names.
std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// An attribute of a tag's inside, quotes taken off; "" if it has none.
std::string_view Attribute(std::string_view tag, std::string_view name) {
  std::string lower = Lower(tag);
  size_t at = lower.find(name);
  if (at == std::string::npos) return {};
  at += name.size();
  while (at < tag.size() && (IsBlank(tag[at]) || tag[at] == '=')) ++at;
  if (at >= tag.size()) return {};
  char quote = tag[at];
  if (quote == '"' || quote == '\'') {
    size_t end = tag.find(quote, at + 1);
    return tag.substr(at + 1, end == std::string_view::npos ? end : end - at - 1);
  }
  size_t end = at;
  while (end < tag.size() && !IsBlank(tag[end])) ++end;
  return tag.substr(at, end - at);
}

/// What stands for a tag; "" for tags that are stripped.
std::string ReplacementOf(std::string_view inside) {
  bool closing = !inside.empty() && inside.front() == '/';
  std::string_view body = closing ? inside.substr(1) : inside;
  size_t end = 0;
  while (end < body.size() && !IsBlank(body[end]) && body[end] != '/') ++end;
  std::string name = Lower(body.substr(0, end));
  struct Pair {
    std::string_view html;
    std::string_view bb;
  };
  static constexpr std::array<Pair, 9> kPlain = {{{"b", "b"},
                                                  {"strong", "b"},
                                                  {"i", "i"},
                                                  {"em", "i"},
                                                  {"u", "u"},
                                                  {"ins", "u"},
                                                  {"s", "s"},
                                                  {"del", "s"},
                                                  {"strike", "s"}}};
  for (const Pair& pair : kPlain) {
    if (name == pair.html) return (closing ? "[/" : "[") + std::string(pair.bb) + "]";
  }
  if (name == "br") return "\n";
  if (name == "p") return closing ? "\n\n" : "";
  if (name == "ul") return closing ? "[/list]" : "[list]";
  if (name == "ol") return closing ? "[/list]" : "[list=1]";
  if (name == "li") return closing ? "" : "[*]";
  if (name == "a") {
    return closing ? "[/url]" : "[url=" + std::string(Attribute(body, "href")) + "]";
  }
  if (name == "img" && !closing) {
    std::string_view source = Attribute(body, "src");
    return source.empty() ? "" : "[img]" + std::string(source) + "[/img]";
  }
  return "";
}

/// The tag that begins at `at` ('<'), quotes respected; npos if it never ends.
size_t EndOfTag(std::string_view text, size_t at) {
  char quote = 0;
  for (size_t i = at + 1; i < text.size(); ++i) {
    char c = text[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      return i;
    }
  }
  return std::string_view::npos;
}

enum class Tags { kConvert, kStrip };

/// Tags become BB-code or nothing. As strip_tags, a '<' before a blank stays, and a tag that never
/// ends takes the rest of the text with it.
std::string ReplaceTags(std::string_view text, Tags tags) {
  std::string out;
  size_t i = 0;
  while (i < text.size()) {
    if (text[i] != '<' || i + 1 == text.size() || IsBlank(text[i + 1])) {
      out += text[i++];
      continue;
    }
    if (text.substr(i, 4) == "<!--") {
      size_t end = text.find("-->", i + 4);
      if (end == std::string_view::npos) return out;
      i = end + 3;
      continue;
    }
    size_t end = EndOfTag(text, i);
    if (end == std::string_view::npos) return out;
    if (tags == Tags::kConvert) out += ReplacementOf(text.substr(i + 1, end - i - 1));
    i = end + 1;
  }
  return out;
}

struct Entity {
  std::string_view name;
  std::string_view text;
};

/// One pass; "&amp;lt;" becomes "&lt;".
std::string DecodeEntities(std::string_view text) {
  static constexpr std::array<Entity, 7> kEntities = {{{"&amp;", "&"},
                                                       {"&lt;", "<"},
                                                       {"&gt;", ">"},
                                                       {"&quot;", "\""},
                                                       {"&#039;", "'"},
                                                       {"&#39;", "'"},
                                                       {"&nbsp;", ""}}};
  std::string out;
  for (size_t i = 0; i < text.size();) {
    const Entity* found = nullptr;
    if (text[i] == '&') {
      for (const Entity& entity : kEntities) {
        if (text.substr(i, entity.name.size()) == entity.name) found = &entity;
      }
    }
    if (found != nullptr) {
      out += found->text;
      i += found->name.size();
    } else {
      out += text[i++];
    }
  }
  return out;
}

std::string EncodeEntities(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else {
      out += c;
    }
  }
  return out;
}

/// Bytes of a letter, digit or underscore at `i` (PCRE's \w with Unicode), 0 for anything else.
size_t WordCharacter(std::string_view text, size_t i) {
  unsigned char c = static_cast<unsigned char>(text[i]);
  if (c < 0x80) {
    bool word =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    return word ? 1 : 0;
  }
  size_t length = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
  if (i + length > text.size()) return 0;
  uint32_t point = c & (0x7f >> length);
  for (size_t k = 1; k < length; ++k) {
    point = point << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3f);
  }
  bool punctuation = point < 0xaa || (point > 0xaa && point < 0xb5) ||
                     (point > 0xb5 && point < 0xba) || (point > 0xba && point < 0xc0) ||
                     point == 0xd7 || point == 0xf7 || (point >= 0x2000 && point < 0x2c00) ||
                     (point >= 0x3000 && point < 0x3005) || (point >= 0x3008 && point < 0x3021) ||
                     point >= 0x1f000;
  return punctuation ? 0 : length;
}

/// Removes [word ...] and [/word] unless the word is one of the few that the mobile application
/// shows. Any word: «[see contract]» goes too.
std::string RemoveForeignTags(std::string_view text) {
  static constexpr std::array<std::string_view, 9> kKept = {"b",    "i",   "u",    "s",  "list",
                                                            "user", "img", "disk", "url"};
  std::string out;
  size_t i = 0;
  while (i < text.size()) {
    if (text[i] != '[') {
      out += text[i++];
      continue;
    }
    size_t word = i + 1;
    if (word < text.size() && text[word] == '/') ++word;
    size_t end = word;
    while (end < text.size()) {
      size_t step = WordCharacter(text, end);
      if (step == 0) break;
      end += step;
    }
    size_t close = text.find(']', end);
    bool kept = end == word || close == std::string_view::npos;
    std::string name = Lower(text.substr(word, end - word));
    for (std::string_view known : kKept) kept = kept || name == known;
    if (kept) {
      out += text[i++];
    } else {
      i = close + 1;
    }
  }
  return out;
}

}  // namespace

std::string RewriteComments(std::string_view text) {
  if (text.find_first_of("<>&\"[\r") == std::string_view::npos) return std::string(text);
  std::string lines;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      lines += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      lines += '\n';
    }
  }
  std::string bb = ReplaceTags(lines, Tags::kConvert);
  // What hid behind entities is unmasked and stripped as well.
  if (bb.find('&') != std::string::npos) bb = ReplaceTags(DecodeEntities(bb), Tags::kStrip);
  if (lines.find("<p") != std::string::npos || lines.find("<P") != std::string::npos) {
    while (!bb.empty() && bb.back() == '\n') bb.pop_back();
  }
  return RemoveForeignTags(EncodeEntities(bb));
}

}  // namespace leadsync::sandbox
