/**
 * A broker on QuickFIX C++: an initiator that takes a command a line on standard input and prints an event a line on standard output, as
 * JSON. Its settings are QuickFIX's own, given as Name=Value; Username and Password go into the Logon. The store is a FileStore, so
 * that a second run goes on with the sequence numbers of the first.
 *
 *   new ID SYMBOL SIDE QTY PRICE [TIF]          market ID SYMBOL SIDE QTY           replace ID ORIG SYMBOL SIDE QTY PRICE
 *   cancel ID ORIG SYMBOL SIDE                  status ID SYMBOL SIDE               massstatus REQID TYPE [SYMBOL]
 *   masscancel ID TYPE [SYMBOL]                 raw 35=..|TAG=VALUE|…               logout   connect   drop   quit
 */
#include <quickfix/Application.h>
#include <quickfix/FileStore.h>
#include <quickfix/Session.h>
#include <quickfix/SessionSettings.h>
#include <quickfix/ThreadedSocketInitiator.h>

#include <functional>
#include <iostream>
#include <map>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

namespace {

std::string json(const std::string& text) {
  std::string out = "\"";
  for (unsigned char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c < 0x20 || c > 0x7e) {
      char code[8];
      snprintf(code, sizeof code, "\\u%04x", c);
      out += code;
    } else {
      out += static_cast<char>(c);
    }
  }
  return out + '"';
}

/** Callbacks come on QuickFIX's threads: a line is written whole. */
void print(const std::string& line) {
  static std::mutex mutex;
  std::lock_guard<std::mutex> lock(mutex);
  std::cout << line << std::endl;
}

/** Header and body, without the entries of groups; the first of what comes twice. */
std::string fieldsOf(const FIX::Message& message) {
  std::map<int, std::string> fields;
  for (const FIX::FieldBase& field : message.getHeader()) fields.emplace(field.getTag(), field.getString());
  for (const FIX::FieldBase& field : message) fields.emplace(field.getTag(), field.getString());
  std::string out;
  for (const auto& field : fields) {
    if (!out.empty()) out += ',';
    out += json(std::to_string(field.first)) + ':' + json(field.second);
  }
  return '{' + out + '}';
}

void printMessage(const char* event, const FIX::Message& message) {
  const FIX::Header& header = message.getHeader();
  const bool possDup = header.isSetField(43) && header.getField(43) == "Y";
  print(std::string("{\"event\":\"") + event + "\",\"msgType\":" + json(header.getField(35)) + ",\"msgSeqNum\":" + header.getField(34) +
        ",\"possDup\":" + (possDup ? "true" : "false") + ",\"fields\":" + fieldsOf(message) + '}');
}

class Broker : public FIX::Application {
 public:
  Broker(std::string username, std::string password) : username_(std::move(username)), password_(std::move(password)) {}

  void onCreate(const FIX::SessionID& session) override { session_ = session; }
  void onLogon(const FIX::SessionID&) override { print("{\"event\":\"logon\"}"); }
  void onLogout(const FIX::SessionID&) override { print("{\"event\":\"logout\"}"); }

  void toAdmin(FIX::Message& message, const FIX::SessionID&) override {
    if (message.getHeader().getField(35) == "A") {
      if (!username_.empty()) message.setField(553, username_);
      if (!password_.empty()) message.setField(554, password_);
    }
    printMessage("adminOut", message);
  }
  void toApp(FIX::Message& message, const FIX::SessionID&) throw(FIX::DoNotSend) override { printMessage("appOut", message); }
  void fromAdmin(const FIX::Message& message, const FIX::SessionID&) throw(FIX::FieldNotFound, FIX::IncorrectDataFormat,
                                                                           FIX::IncorrectTagValue, FIX::RejectLogon) override {
    printMessage("adminIn", message);
  }
  void fromApp(const FIX::Message& message, const FIX::SessionID&) throw(FIX::FieldNotFound, FIX::IncorrectDataFormat,
                                                                         FIX::IncorrectTagValue, FIX::UnsupportedMessageType) override {
    printMessage("appIn", message);
  }

  const FIX::SessionID& session() const { return session_; }

 private:
  const std::string username_;
  const std::string password_;
  FIX::SessionID session_;
};

using Words = std::vector<std::string>;

FIX::Message message(const char* msgType) {
  FIX::Message out;
  out.getHeader().setField(35, msgType);
  return out;
}

void stamp(FIX::Message& out) {
  out.setField(FIX::TransactTime());
}

void instrument(FIX::Message& out, const std::string& symbol, const std::string& side) {
  out.setField(55, symbol);
  out.setField(54, side);
}

FIX::Message order(const char* msgType, const std::string& symbol, const std::string& side, const std::string& qty, const std::string& price) {
  FIX::Message out = message(msgType);
  out.setField(21, "1");
  instrument(out, symbol, side);
  out.setField(38, qty);
  out.setField(40, price.empty() ? "1" : "2");
  if (!price.empty()) out.setField(44, price);
  stamp(out);
  return out;
}

FIX::Message newOrder(const Words& w) {
  FIX::Message out = order("D", w.at(2), w.at(3), w.at(4), w.at(5));
  out.setField(11, w.at(1));
  if (w.size() > 6) out.setField(59, w[6]);
  return out;
}

FIX::Message market(const Words& w) {
  FIX::Message out = order("D", w.at(2), w.at(3), w.at(4), "");
  out.setField(11, w.at(1));
  return out;
}

FIX::Message replace(const Words& w) {
  FIX::Message out = order("G", w.at(3), w.at(4), w.at(5), w.at(6));
  out.setField(11, w.at(1));
  out.setField(41, w.at(2));
  return out;
}

FIX::Message cancel(const Words& w) {
  FIX::Message out = message("F");
  out.setField(11, w.at(1));
  out.setField(41, w.at(2));
  instrument(out, w.at(3), w.at(4));
  stamp(out);
  return out;
}

FIX::Message status(const Words& w) {
  FIX::Message out = message("H");
  out.setField(11, w.at(1));
  instrument(out, w.at(2), w.at(3));
  return out;
}

FIX::Message massStatus(const Words& w) {
  FIX::Message out = message("AF");
  out.setField(584, w.at(1));
  out.setField(585, w.at(2));
  if (w.size() > 3) out.setField(55, w[3]);
  return out;
}

FIX::Message massCancel(const Words& w) {
  FIX::Message out = message("q");
  out.setField(11, w.at(1));
  out.setField(530, w.at(2));
  if (w.size() > 3) out.setField(55, w[3]);
  stamp(out);
  return out;
}

/** Fields as they are given: the engine adds the header, BodyLength and CheckSum. */
FIX::Message raw(const Words& w) {
  FIX::Message out;
  std::istringstream text(w.at(1));
  for (std::string field; std::getline(text, field, '|');) {
    const std::string::size_type at = field.find('=');
    if (at == std::string::npos) throw std::invalid_argument("expected tag=value, got " + field);
    const int tag = std::stoi(field.substr(0, at));
    if (tag == 35) out.getHeader().setField(tag, field.substr(at + 1));
    else out.setField(tag, field.substr(at + 1));
  }
  return out;
}

const std::map<std::string, std::function<FIX::Message(const Words&)>> MESSAGES = {
    {"new", newOrder}, {"market", market},          {"replace", replace},       {"cancel", cancel},
    {"status", status}, {"massstatus", massStatus}, {"masscancel", massCancel}, {"raw", raw},
};

/** One command; false: quit. */
bool obey(const std::string& line, Broker& broker) {
  std::istringstream text(line);
  Words words;
  for (std::string word; text >> word;) words.push_back(word);
  if (words.empty()) return true;
  if (words[0] == "quit") return false;
  FIX::Session* session = FIX::Session::lookupSession(broker.session());
  if (words[0] == "logout") {
    session->logout();
  } else if (words[0] == "connect") {
    session->logon();
  } else if (words[0] == "drop") {
    session->disconnect();
    session->logout();  // it is down already: this keeps it from connecting again
  } else {
    const auto found = MESSAGES.find(words[0]);
    if (found == MESSAGES.end()) throw std::invalid_argument("expected a command, got " + words[0]);
    FIX::Message out = found->second(words);
    FIX::Session::sendToTarget(out, broker.session());
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    std::map<std::string, std::string> given = {
        {"ConnectionType", "initiator"}, {"StartTime", "00:00:00"}, {"EndTime", "00:00:00"},  {"ReconnectInterval", "1"},
        {"UseDataDictionary", "N"},      {"ResetOnLogon", "N"},     {"SocketNodelay", "Y"},   {"HeartBtInt", "30"},
    };
    for (int i = 1; i < argc; i++) {
      const std::string argument = argv[i];
      const std::string::size_type at = argument.find('=');
      if (at == std::string::npos) throw std::invalid_argument("expected Name=Value, got " + argument);
      given[argument.substr(0, at)] = argument.substr(at + 1);
    }
    Broker broker(given["Username"], given["Password"]);
    given.erase("Username");
    given.erase("Password");
    std::stringstream text;
    text << "[DEFAULT]\n";  // where the initiator looks for its own, such as ReconnectInterval
    for (const auto& setting : given) text << setting.first << '=' << setting.second << '\n';
    text << "[SESSION]\n";
    for (const char* name : {"BeginString", "SenderCompID", "TargetCompID"}) text << name << '=' << given[name] << '\n';
    const FIX::SessionSettings settings(text);
    FIX::FileStoreFactory store(settings);
    FIX::ThreadedSocketInitiator initiator(broker, store, settings);
    initiator.start();
    for (std::string line; std::getline(std::cin, line);) {
      try {
        if (!obey(line, broker)) break;
      } catch (const std::exception& error) {
        print("{\"event\":\"error\",\"command\":" + json(line) + ",\"text\":" + json(error.what()) + '}');
      }
    }
    initiator.stop();
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "initiator: " << error.what() << std::endl;
    return 1;
  }
}
