#include "etl/secrets_at_rest.h"

#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "documents/database_record.h"
#include "etl/task_store.h"
#include "support/assertions.h"
#include "support/temporary_database.h"

namespace penstock::etl {
namespace {

using ::penstock::testing::must;
using ::penstock::testing::TemporaryDatabase;
using security::MasterKeys;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kText = "Host=h;Password=p4ssword";

/// As versions before this one stored it.
constexpr const char* kPlainRecord = R"({"SqlConnectionStrings":{"shop":{"Name":"shop",)"
                                     R"("Type":"Sql","FactoryName":"Npgsql",)"
                                     R"("ConnectionString":"Host=h;Password=p4ssword"}}})";

class SecretsAtRestTest : public ::testing::Test {
 protected:
  void put(const std::string& name, const MasterKeys& keys) {
    ConnectionString connection;
    connection.name = name;
    connection.kind = DestinationKind::kSql;
    connection.factory_name = "Npgsql";
    connection.connection_string = kText;
    must(TaskStore(*database_, keys, [] {}).put_connection_string(connection));
  }

  void write(const std::string& record) {
    must(database_->write_and_wait([&](documents::WriteContext& context) -> Result<void> {
      TRY(documents::write_record(context, record));
      return {};
    }));
  }

  documents::DatabaseRecord stored() {
    return must(documents::read_record(must(database_->snapshot())));
  }

  /// What `keys` open under that name.
  std::string opened(const std::string& name, const MasterKeys& keys) {
    const auto record = must(EtlRecord::read(*database_, keys));
    return record.find_connection_string(DestinationKind::kSql, name)->connection_string;
  }

  TemporaryDatabase database_;
  const MasterKeys keys_ = MasterKeys::make();
};

TEST_F(SecretsAtRestTest, NothingOfAConnectionStringIsStoredInTheOpen) {
  put("shop", keys_);

  EXPECT_THAT(stored().json, Not(HasSubstr("p4ssword")));
  EXPECT_THAT(stored().json, Not(HasSubstr("Host=h")));
  EXPECT_EQ(opened("shop", keys_), kText);
}

TEST_F(SecretsAtRestTest, KnowsWhichKeysAreNeeded) {
  EXPECT_THAT(must(keys_in_use(*database_)), IsEmpty());

  put("shop", keys_);

  EXPECT_THAT(must(keys_in_use(*database_)), ElementsAre(keys_.newest().id()));
}

TEST_F(SecretsAtRestTest, SealsWhatWasStoredBeforeThereWereKeys) {
  write(kPlainRecord);
  EXPECT_EQ(opened("shop", keys_), kText);

  EXPECT_TRUE(must(reseal(*database_, keys_)));

  EXPECT_THAT(stored().json, Not(HasSubstr("p4ssword")));
  EXPECT_EQ(opened("shop", keys_), kText);
}

TEST_F(SecretsAtRestTest, SealsWithTheNewestKey) {
  put("shop", keys_);
  const auto rotated = keys_.rotated();

  EXPECT_TRUE(must(reseal(*database_, rotated)));

  EXPECT_EQ(opened("shop", rotated.without_old()), kText);
}

TEST_F(SecretsAtRestTest, WritesNothingIfNothingIsToDo) {
  put("shop", keys_);
  const auto index = stored().index;

  EXPECT_FALSE(must(reseal(*database_, keys_)));

  EXPECT_EQ(stored().index, index);
}

TEST_F(SecretsAtRestTest, WithoutTheKeyNothingIsReadOrChanged) {
  put("shop", keys_);
  const auto before = stored().json;
  const auto others = MasterKeys::make();

  const auto resealed = reseal(*database_, others);

  ASSERT_FALSE(resealed);
  EXPECT_EQ(resealed.error().code, ErrorCode::kForbidden);
  EXPECT_EQ(EtlRecord::read(*database_, others).error().code, ErrorCode::kForbidden);
  EXPECT_EQ(stored().json, before);
}

TEST_F(SecretsAtRestTest, ACopyOfADatabaseGetsSealsOfItsOwn) {
  const ConnectionSealing original(keys_, "another id");
  const auto sealed = original.seal(
      {{"Name", "shop"}, {"Type", "Sql"}, {"FactoryName", "Npgsql"}, {"ConnectionString", kText}});
  write(boost::json::serialize(
      boost::json::object{{"SqlConnectionStrings", boost::json::object{{"shop", sealed}}}}));
  EXPECT_EQ(EtlRecord::read(*database_, keys_).error().code, ErrorCode::kCorruption);

  must(reseal(*database_, keys_, "another id"));

  EXPECT_EQ(opened("shop", keys_), kText);
}

TEST_F(SecretsAtRestTest, ASealedTextDoesNotOpenUnderAnotherName) {
  put("shop", keys_);
  auto record = must(parse_json(stored().json)).as_object();
  auto& connections = record["SqlConnectionStrings"].as_object();
  connections["shop"].as_object()["Name"] = "stolen";
  write(boost::json::serialize(record));

  const auto read = EtlRecord::read(*database_, keys_);

  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("'stolen'"));
}

TEST_F(SecretsAtRestTest, RemovesOnlyWhatNoKeyOpens) {
  put("lost", MasterKeys::make());
  auto record = must(parse_json(stored().json)).as_object();
  record["SqlConnectionStrings"].as_object()["kept"] =
      ConnectionSealing(keys_, database_->identity().id)
          .seal({{"Name", "kept"},
                 {"Type", "Sql"},
                 {"FactoryName", "Npgsql"},
                 {"ConnectionString", kText}});
  write(boost::json::serialize(record));

  EXPECT_THAT(must(remove_unreadable(*database_, keys_)), ElementsAre("lost"));

  EXPECT_EQ(opened("kept", keys_), kText);
  EXPECT_THAT(must(remove_unreadable(*database_, keys_)), IsEmpty());
}

}  // namespace
}  // namespace penstock::etl
