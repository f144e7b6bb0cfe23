#include "api/notifications/notification_watcher.h"

#include <optional>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace penstock::api {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// The client's end of a conversation, in memory.
class Ear final : public http::WebSocket {
 public:
  bool send(std::string message) override {
    if (is_full) return false;
    heard.push_back(std::move(message));
    return true;
  }
  void close(http::WebSocketEnd with, std::string_view /*reason*/) override { end = with; }

  std::vector<std::string> take() { return std::exchange(heard, {}); }

  std::vector<std::string> heard;
  bool is_full = false;
  std::optional<http::WebSocketEnd> end;
};

class NotificationWatcherTest : public ::testing::Test {
 protected:
  int opened_ = 0;
  std::shared_ptr<Ear> ear_ = std::make_shared<Ear>();
  NotificationWatcher watcher_{[this] { ++opened_; }};
};

TEST_F(NotificationWatcherTest, TellsWhatThereIsWhatComesAndWhatChanges) {
  watcher_.tell({{"a", "1"}});  // Nobody hears that.
  watcher_.on_open(ear_);
  EXPECT_EQ(opened_, 1);
  watcher_.tell({{"a", "1"}, {"b", "2"}});
  EXPECT_THAT(ear_->take(), ElementsAre("1", "2"));
  watcher_.tell({{"a", "1"}, {"b", "2"}});
  EXPECT_THAT(ear_->take(), IsEmpty());
  watcher_.tell({{"a", "1"}, {"b", "3"}, {"c", "4"}});
  EXPECT_THAT(ear_->take(), ElementsAre("3", "4"));
}

TEST_F(NotificationWatcherTest, TellsAgainOfWhatWasOverAndIsBack) {
  watcher_.on_open(ear_);
  watcher_.tell({{"a", "1"}});
  watcher_.tell({});
  watcher_.tell({{"a", "1"}});
  EXPECT_THAT(ear_->take(), ElementsAre("1", "1"));
}

TEST_F(NotificationWatcherTest, EndsTheConversationWithWhoReadsTooSlowly) {
  watcher_.on_open(ear_);
  ear_->is_full = true;
  watcher_.tell({{"a", "1"}});
  EXPECT_EQ(ear_->end, http::WebSocketEnd::kTryLater);
}

TEST_F(NotificationWatcherTest, SaysNothingToWhoHasGone) {
  watcher_.on_open(ear_);
  EXPECT_TRUE(watcher_.is_open());
  watcher_.on_closed();
  EXPECT_FALSE(watcher_.is_open());
  watcher_.tell({{"a", "1"}});
  EXPECT_THAT(ear_->heard, IsEmpty());
}

}  // namespace
}  // namespace penstock::api
