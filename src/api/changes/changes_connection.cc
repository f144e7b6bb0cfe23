#include "api/changes/changes_connection.h"

#include <utility>

#include "api/changes/change_messages.h"

namespace penstock::api {
namespace {

constexpr std::string_view kTooSlow =
    "The changes came faster than they were read. Connect again and read anew.";

}  // namespace

ChangesConnection::ChangesConnection(ThreadPool& threads,
                                     std::shared_ptr<documents::Database> database,
                                     std::shared_ptr<Operations> operations)
    : threads_(threads), database_(std::move(database)), operations_(std::move(operations)) {}

void ChangesConnection::on_open(std::shared_ptr<http::WebSocket> socket) {
  socket_.with([&](auto& own) { own = std::move(socket); });
  change_subscription_ = database_->subscribe_to_items(
      [weak = weak_from_this()](const documents::ChangeNotice& notice) {
        const auto connection = weak.lock();
        if (connection && notice.items) connection->take(notice.items);
      });
  operation_subscription_ =
      operations_->subscribe([weak = weak_from_this()](const OperationNotice& notice) {
        if (const auto connection = weak.lock()) connection->take(notice);
      });
  database_.reset();
  operations_.reset();
}

// A watch is in force before it is confirmed.
void ChangesConnection::on_text(std::string_view message) {
  ChangeMessages answer;
  const auto command = WatchCommand::parse(message);
  const auto applied =
      command ? watches_.with([&](WatchList& watches) { return watches.apply(*command); })
              : Result<void>(command.error());
  if (applied) {
    answer.confirm(command->id);
  } else {
    answer.error(applied.error());
  }
  send(answer);
}

void ChangesConnection::on_closed() {
  change_subscription_.reset();
  operation_subscription_.reset();
  socket_.with([](auto& socket) { socket.reset(); });
  inbox_.with([](Inbox& inbox) { inbox.news.clear(); });
}

void ChangesConnection::close(http::WebSocketEnd end, std::string_view reason) {
  const auto socket = socket_.with([](const auto& own) { return own; });
  if (socket) socket->close(end, reason);
}

// On the thread of whoever has the news: nothing is looked at here.
void ChangesConnection::take(News news) {
  const auto* items = std::get_if<Items>(&news);
  const std::size_t changes = items == nullptr ? 1 : (*items)->size();
  enum class Next { kNothing, kWork, kEnd };
  const auto next = inbox_.with([&](Inbox& inbox) {
    if (inbox.changes > 0 && inbox.changes + changes > kWaitingMax) return Next::kEnd;
    inbox.changes += changes;
    inbox.news.push_back(std::move(news));
    return std::exchange(inbox.working, true) ? Next::kNothing : Next::kWork;
  });
  if (next == Next::kEnd) return end_slow_one();
  if (next == Next::kNothing) return;
  if (!threads_.submit([self = shared_from_this()] { self->empty_inbox(); })) end_slow_one();
}

void ChangesConnection::empty_inbox() {
  ChangeMessages messages;
  for (auto news = next_news(); !news.empty(); news = next_news()) {
    for (const auto& one : news) tell(one, messages);
    send(messages);
  }
}

std::deque<ChangesConnection::News> ChangesConnection::next_news() {
  return inbox_.with([](Inbox& inbox) {
    inbox.working = !inbox.news.empty();
    inbox.changes = 0;
    return std::exchange(inbox.news, {});
  });
}

// Each look at the watches is short, for the network thread may be about to change them.
void ChangesConnection::tell(const News& news, ChangeMessages& messages) {
  const auto wants = [this](const auto& one) {
    return watches_.with([&](const WatchList& watches) { return watches.wants(one); });
  };
  if (const auto* notice = std::get_if<OperationNotice>(&news)) {
    if (wants(*notice)) messages.add(*notice);
    return;
  }
  for (const auto& change : *std::get<Items>(news)) {
    if (wants(change)) messages.add(change);
    if (messages.is_full()) send(messages);
  }
  const bool caches =
      watches_.with([](const WatchList& watches) { return watches.wants_cache_notices(); });
  if (caches) messages.cache_is_out_of_date();
}

void ChangesConnection::send(ChangeMessages& messages) {
  auto frame = messages.take_frame();
  const auto socket = socket_.with([](const auto& own) { return own; });
  if (frame && socket && !socket->send(*std::move(frame))) end_slow_one();
}

void ChangesConnection::end_slow_one() {
  inbox_.with([](Inbox& inbox) { inbox.news.clear(); });
  close(http::WebSocketEnd::kTryLater, kTooSlow);
}

}  // namespace penstock::api
