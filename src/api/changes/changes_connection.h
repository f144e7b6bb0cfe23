#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string_view>
#include <variant>
#include <vector>

#include "api/changes/watch_list.h"
#include "api/operations/operations.h"
#include "base/guarded.h"
#include "base/thread_pool.h"
#include "documents/database.h"
#include "http/web_socket.h"

namespace penstock::api {

class ChangeMessages;

/// A client that is told of changes as they happen. What it watches is filtered and written on a
/// thread of its own, so that neither the database's writer nor the network waits.
///
/// A client that reads too slowly is disconnected, with 1013, when kWaitingMax changes wait for it
/// to be filtered or kWebSocketQueueBytesMax to be sent: it connects again, watches again and reads
/// anew what it had missed. Thread-safe.
class ChangesConnection final : public http::WebSocketHandler,
                                public std::enable_shared_from_this<ChangesConnection> {
 public:
  /// Changes and news of operations that wait to be filtered. One commit fits in any case.
  static constexpr std::size_t kWaitingMax = 65'536;

  /// `threads` must outlive this object; it has room for one task of every connection.
  ChangesConnection(ThreadPool& threads, std::shared_ptr<documents::Database> database,
                    std::shared_ptr<Operations> operations);

  void on_open(std::shared_ptr<http::WebSocket> socket) override;
  void on_text(std::string_view message) override;
  void on_closed() override;

  /// Ends the conversation, if there is one.
  void close(http::WebSocketEnd end, std::string_view reason);

 private:
  using Items = std::shared_ptr<const std::vector<documents::ItemChange>>;
  using News = std::variant<Items, OperationNotice>;
  struct Inbox {
    std::deque<News> news;
    std::size_t changes = 0;
    bool working = false;  ///< Somebody empties the inbox, or is about to.
  };

  void take(News news);
  void empty_inbox();
  std::deque<News> next_news();
  void tell(const News& news, ChangeMessages& messages);
  void send(ChangeMessages& messages);
  void end_slow_one();

  ThreadPool& threads_;
  // Only until they are subscribed to: a connection keeps no database open.
  std::shared_ptr<documents::Database> database_;
  std::shared_ptr<Operations> operations_;
  std::shared_ptr<documents::Database::Subscription> change_subscription_;
  std::shared_ptr<Operations::Subscription> operation_subscription_;
  Guarded<std::shared_ptr<http::WebSocket>> socket_;
  Guarded<WatchList> watches_;
  Guarded<Inbox> inbox_;
};

}  // namespace penstock::api
