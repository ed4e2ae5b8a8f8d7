/**
 * QuickFIX C++ at the cases of the codec comparison. Arguments: two files of messages of one length each (ExecutionReports and
 * NewOrderSingles), how many there are in each, and a data dictionary or nothing. A line of input is a case and a number of messages; a line of
 * output the nanoseconds of CPU time of one, as JSON. Every run sums up what only a message that was read or written can give.
 */
#include <quickfix/DataDictionary.h>
#include <quickfix/Message.h>
#include <quickfix/fix44/ExecutionReport.h>

#include <time.h>

#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using Texts = std::vector<std::string>;

Texts readMessages(const char* file, size_t count) {
  std::ifstream in(file, std::ios::binary);
  const std::string all((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (all.empty() || all.size() % count != 0) throw std::runtime_error(std::string(file) + ": expected messages of one length");
  Texts out;
  for (size_t n = 0; n < count; n++) out.push_back(all.substr(n * all.size() / count, all.size() / count));
  return out;
}

long seqNum(const FIX::Message& message) { return std::stol(message.getHeader().getField(34)); }

long parse(const Texts& texts, long messages) {
  long sum = 0;
  FIX::Message message;
  for (long n = 0; n < messages; n++) {
    message.setString(texts[n % texts.size()], true);  // BodyLength and CheckSum are verified
    sum += seqNum(message);
  }
  return sum;
}

long check(const Texts& texts, const FIX::DataDictionary& dictionary, long messages) {
  long sum = 0;
  FIX::Message message;
  for (long n = 0; n < messages; n++) {
    message.setString(texts[n % texts.size()], true, &dictionary);
    dictionary.validate(message);
    sum += seqNum(message);
  }
  return sum;
}

/** The values of a report, as an application has them. */
struct Report {
  std::string orderId, clOrdId, execId, tradeId, symbol;
  char side;
  double orderQty, lastQty, leavesQty, cumQty, price;
  int msgSeqNum;
  FIX::UtcTimeStamp time;
};

Report reportOf(const std::string& text) {
  const FIX::Message m(text, true);
  const auto number = [&m](int tag) { return std::stod(m.getField(tag)); };
  FIX::TransactTime time;
  m.getField(time);
  return {m.getField(37), m.getField(11), m.getField(17), m.getField(527), m.getField(55),         m.getField(54)[0], number(38),
          number(32),     number(151),    number(14),     number(44),      static_cast<int>(seqNum(m)), time.getValue()};
}

FIX44::ExecutionReport build(const Report& r) {
  FIX44::ExecutionReport m(FIX::OrderID(r.orderId), FIX::ExecID(r.execId), FIX::ExecType('F'), FIX::OrdStatus('1'), FIX::Side(r.side),
                           FIX::LeavesQty(r.leavesQty), FIX::CumQty(r.cumQty), FIX::AvgPx(r.price));
  FIX::Header& header = m.getHeader();
  header.setField(FIX::SenderCompID("BUTTONWOOD"));
  header.setField(FIX::TargetCompID("BROKER1"));
  header.setField(FIX::MsgSeqNum(r.msgSeqNum));
  header.setField(FIX::SendingTime(r.time, 3));
  m.set(FIX::ClOrdID(r.clOrdId));
  m.set(FIX::Symbol(r.symbol));
  m.set(FIX::OrderQty(r.orderQty));
  m.set(FIX::OrdType('2'));
  m.set(FIX::Price(r.price));
  m.set(FIX::TimeInForce('0'));
  m.set(FIX::LastQty(r.lastQty));
  m.set(FIX::LastPx(r.price));
  m.set(FIX::SecondaryExecID(r.tradeId));
  m.set(FIX::TransactTime(r.time, 3));
  return m;
}

long encode(const std::vector<Report>& reports, long messages) {
  long bytes = 0;
  std::string text;
  for (long n = 0; n < messages; n++) bytes += build(reports[n % reports.size()]).toString(text).size();
  return bytes;
}

long render(const std::vector<FIX44::ExecutionReport>& built, long messages) {
  long bytes = 0;
  std::string text;
  for (long n = 0; n < messages; n++) bytes += built[n % built.size()].toString(text).size();
  return bytes;
}

/** What is written is, field by field, what was read. */
void verify(const std::string& expected, const std::string& written) {
  const FIX::Message a(expected, true), b(written, true);
  for (const FIX::FieldBase& field : a) {
    const std::string& found = b.getField(field.getTag());
    const bool isSame = found == field.getString() || std::stod(found) == std::stod(field.getString());  // 189.5 and 189.50
    if (!isSame) throw std::runtime_error("tag " + std::to_string(field.getTag()) + ": expected " + field.getString() + ", got " + found);
  }
}

/** Of this process, all its threads. */
double cpuNs() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1e9 + now.tv_nsec;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 4) throw std::invalid_argument("expected EXECUTIONS ORDERS COUNT [DICTIONARY]");
    const size_t count = std::stoul(argv[3]);
    const Texts executions = readMessages(argv[1], count);
    const Texts orders = readMessages(argv[2], count);
    std::vector<Report> reports;
    std::vector<FIX44::ExecutionReport> built;
    for (const std::string& text : executions) {
      reports.push_back(reportOf(text));
      built.push_back(build(reports.back()));
      verify(text, built.back().toString());
    }
    std::map<std::string, std::function<long(long)>> cases = {
        {"parseExecution", [&](long n) { return parse(executions, n); }},
        {"parseOrder", [&](long n) { return parse(orders, n); }},
        {"encodeExecution", [&](long n) { return encode(reports, n); }},
        {"renderExecution", [&](long n) { return render(built, n); }},
    };
    std::unique_ptr<FIX::DataDictionary> dictionary;
    if (argc > 4) {
      dictionary.reset(new FIX::DataDictionary(argv[4]));
      cases["checkExecution"] = [&](long n) { return check(executions, *dictionary, n); };
      cases["checkOrder"] = [&](long n) { return check(orders, *dictionary, n); };
    }
    for (std::string line; std::getline(std::cin, line);) {
      std::istringstream words(line);
      std::string name;
      long messages = 0;
      words >> name >> messages;
      const auto found = cases.find(name);
      if (found == cases.end()) throw std::invalid_argument("no case " + name);
      const double start = cpuNs();
      const long sum = found->second(messages);
      std::cout << "{\"ns\":" << (cpuNs() - start) / messages << ",\"sum\":" << sum << '}' << std::endl;
    }
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "quickfix-codec: " << error.what() << std::endl;
    return 1;
  }
}
