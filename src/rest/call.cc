// SPDX-License-Identifier: MIT
#include "rest/call.h"

#include <array>
#include <memory>
#include <utility>

#include "base/json.h"

namespace leadsync::rest {
namespace {

constexpr std::array<bool, 256> kUnreserved = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "0123456789-_.~"))
    table[static_cast<unsigned char>(c)] = true;
  return table;
}();

void AppendEncoded(std::string_view text, bool keep_brackets, std::string* out) {
  constexpr char kHex[] = "0123456789ABCDEF";
  size_t done = 0;  // copied so far; the rest stays as it is up to `i`
  for (size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if (kUnreserved[c] || (keep_brackets && (c == '[' || c == ']'))) continue;
    out->append(text.substr(done, i - done));
    out->append({'%', kHex[c >> 4], kHex[c & 15]});
    done = i + 1;
  }
  out->append(text.substr(done));
}

/// A parameter tree: what PHP makes of bracketed names.
struct Node {
  std::string value;
  std::vector<std::pair<std::string, std::unique_ptr<Node>>> children;

  Node& Child(std::string_view name) {
    for (auto& [key, node] : children)
      if (key == name) return *node;
    children.emplace_back(std::string(name), std::make_unique<Node>());
    return *children.back().second;
  }
  bool IsList() const {
    for (size_t i = 0; i < children.size(); ++i)
      if (children[i].first != std::to_string(i)) return false;
    return true;
  }
  void Write(JsonWriter* w) const {
    if (children.empty()) {
      w->String(value);
      return;
    }
    const bool list = IsList();
    list ? w->BeginArray() : w->BeginObject();
    for (const auto& [key, node] : children) {
      if (!list) w->Key(key);
      node->Write(w);
    }
    list ? w->EndArray() : w->EndObject();
  }
};

/// A `$` + letter or `_`, then no blank up to a `[`.
bool LooksLikeReference(std::string_view text) {
  for (size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    if (at + 1 >= text.size()) return false;
    const char c = text[at + 1];
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_')) continue;
    const size_t end = text.find_first_of(" \t\n\r\f[", at + 2);
    if (end != std::string_view::npos && text[end] == '[') return true;
  }
  return false;
}

}  // namespace

std::string ToCommand(const Call& call) {
  std::string command;
  size_t size = call.method.size();
  for (const Param& param : call.params) size += 2 + param.name.size() + 2 * param.value.size();
  command.reserve(size);
  command = call.method;
  char separator = '?';
  for (const Param& param : call.params) {
    command.push_back(std::exchange(separator, '&'));
    AppendEncoded(param.name, true, &command);
    command.push_back('=');
    AppendEncoded(param.value, false, &command);
  }
  return command;
}

std::string ToJson(const Call& call) {
  Node root;
  for (const Param& param : call.params) {
    std::string_view name = param.name;
    const size_t open = name.find('[');
    Node* node = &root.Child(name.substr(0, open));
    for (size_t at = open; at < name.size() && name[at] == '[';) {
      const size_t close = name.find(']', at);
      if (close == std::string_view::npos) break;
      const std::string_view key = name.substr(at + 1, close - at - 1);
      node = &node->Child(key.empty() ? std::to_string(node->children.size()) : std::string(key));
      at = close + 1;
    }
    node->value = param.value;
  }
  if (root.children.empty()) return "{}";
  std::string json;
  JsonWriter w(&json);
  w.BeginObject();
  for (const auto& [key, node] : root.children) {
    w.Key(key);
    node->Write(&w);
  }
  w.EndObject();
  return json;
}

bool SafeInBatch(const Call& call) {
  for (const Param& param : call.params)
    if (LooksLikeReference(param.value) || LooksLikeReference(param.name)) return false;
  return true;
}

}  // namespace leadsync::rest
