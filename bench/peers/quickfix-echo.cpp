/**
 * A venue on QuickFIX C++ that trades nothing: an acceptor that answers each NewOrderSingle with an ExecutionReport (new). Its settings are
 * QuickFIX's own, given as Name=Value; the counterparties that may log on are the CompIDs in Brokers, between commas. It prints
 * {"ready":true} once it listens, and ends with its standard input.
 */
#include <quickfix/Application.h>
#include <quickfix/FileStore.h>
#include <quickfix/Session.h>
#include <quickfix/SessionSettings.h>
#include <quickfix/ThreadedSocketAcceptor.h>
#include <quickfix/fix44/ExecutionReport.h>

#include <atomic>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>

namespace {

class Echo : public FIX::Application {
 public:
  void onCreate(const FIX::SessionID&) override {}
  void onLogon(const FIX::SessionID&) override {}
  void onLogout(const FIX::SessionID&) override {}
  void toAdmin(FIX::Message&, const FIX::SessionID&) override {}
  void toApp(FIX::Message&, const FIX::SessionID&) throw(FIX::DoNotSend) override {}
  void fromAdmin(const FIX::Message&, const FIX::SessionID&) throw(FIX::FieldNotFound, FIX::IncorrectDataFormat, FIX::IncorrectTagValue,
                                                                   FIX::RejectLogon) override {}

  void fromApp(const FIX::Message& order, const FIX::SessionID& session) throw(FIX::FieldNotFound, FIX::IncorrectDataFormat,
                                                                               FIX::IncorrectTagValue,
                                                                               FIX::UnsupportedMessageType) override {
    if (order.getHeader().getField(35) != "D") throw FIX::UnsupportedMessageType();
    FIX::Side side;
    FIX::OrderQty orderQty;
    FIX::Price price;
    order.getField(side);
    order.getField(orderQty);
    order.getField(price);
    const std::string id = "1-" + std::to_string(++ids_);
    FIX44::ExecutionReport report(FIX::OrderID{id}, FIX::ExecID{id}, FIX::ExecType('0'), FIX::OrdStatus('0'), side,
                                  FIX::LeavesQty(orderQty.getValue()), FIX::CumQty(0), FIX::AvgPx(0));
    report.set(FIX::ClOrdID(order.getField(11)));
    report.set(FIX::Account(order.getField(1)));
    report.set(FIX::Symbol(order.getField(55)));
    report.set(orderQty);
    report.set(FIX::OrdType('2'));
    report.set(price);
    report.set(FIX::TimeInForce('0'));
    report.set(FIX::TransactTime(3));
    FIX::Session::sendToTarget(report, session);
  }

 private:
  std::atomic<long> ids_{0};
};

}  // namespace

int main(int argc, char** argv) {
  try {
    std::map<std::string, std::string> given = {
        {"ConnectionType", "acceptor"}, {"BeginString", "FIX.4.4"},  {"SenderCompID", "BUTTONWOOD"}, {"StartTime", "00:00:00"},
        {"EndTime", "00:00:00"},        {"UseDataDictionary", "N"},  {"SocketNodelay", "Y"},         {"SocketReuseAddress", "Y"},
    };
    for (int i = 1; i < argc; i++) {
      const std::string argument = argv[i];
      const std::string::size_type at = argument.find('=');
      if (at == std::string::npos) throw std::invalid_argument("expected Name=Value, got " + argument);
      given[argument.substr(0, at)] = argument.substr(at + 1);
    }
    std::istringstream brokers(given["Brokers"]);
    given.erase("Brokers");
    std::stringstream text;
    text << "[DEFAULT]\n";
    for (const auto& setting : given) text << setting.first << '=' << setting.second << '\n';
    for (std::string broker; std::getline(brokers, broker, ',');) text << "[SESSION]\nTargetCompID=" << broker << '\n';
    const FIX::SessionSettings settings(text);
    Echo echo;
    FIX::FileStoreFactory store(settings);
    FIX::ThreadedSocketAcceptor acceptor(echo, store, settings);
    acceptor.start();
    std::cout << "{\"ready\":true}" << std::endl;
    for (std::string line; std::getline(std::cin, line);) continue;
    acceptor.stop(true);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "quickfix-echo: " << error.what() << std::endl;
    return 1;
  }
}
