#include "security/master_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/assertions.h"

namespace penstock::security {
namespace {

using ::penstock::testing::must;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

MasterKeys known_keys() { return MasterKeys({*MasterKey::parse(kKey)}); }

TEST(MasterKeysTest, OpensWhatItSealed) {
  const auto keys = MasterKeys::make();

  const auto sealed = keys.seal("p4ssword", "here");

  EXPECT_THAT(sealed, Not(HasSubstr("p4ssword")));
  EXPECT_EQ(must(keys.open(sealed, "here")), "p4ssword");
}

TEST(MasterKeysTest, OpensWhatWasSealedByAnEarlierVersion) {
  constexpr const char* kSealed =
      "v1:ba3a936991242030:AAECAwQFBgcICQoLNzalaLKKsH8exnA7ZavtisoybbAKIf8k";

  EXPECT_EQ(must(known_keys().open(kSealed, "here")), "p4ssword");
}

TEST(MasterKeysTest, SealsTheSameDifferentlyEachTime) {
  const auto keys = MasterKeys::make();

  EXPECT_NE(keys.seal("p4ssword", "here"), keys.seal("p4ssword", "here"));
}

TEST(MasterKeysTest, WhatIsSealedForOnePlaceDoesNotOpenInAnother) {
  const auto keys = MasterKeys::make();

  const auto opened = keys.open(keys.seal("p4ssword", "here"), "there");

  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kCorruption);
}

TEST(MasterKeysTest, NoticesEveryChangedCharacter) {
  const auto keys = known_keys();
  const auto sealed = keys.seal("p4ssword", "here");

  for (std::size_t at = 0; at < sealed.size(); ++at) {
    auto changed = sealed;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(keys.open(changed, "here")) << changed;
  }
}

TEST(MasterKeysTest, RefusesWhatIsCutOff) {
  const auto keys = known_keys();
  const auto sealed = keys.seal("p4ssword", "here");

  for (std::size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_FALSE(keys.open(sealed.substr(0, size), "here")) << size;
  }
}

TEST(MasterKeysTest, RotatedKeysOpenTheOldAndSealWithTheNew) {
  const auto before = MasterKeys::make();
  const auto sealed_before = before.seal("p4ssword", "here");

  const auto after = before.rotated();

  EXPECT_EQ(must(after.open(sealed_before, "here")), "p4ssword");
  EXPECT_EQ(must(sealing_key(after.seal("p4ssword", "here"))), after.newest().id());
  EXPECT_NE(after.newest().id(), before.newest().id());
}

TEST(MasterKeysTest, NamesTheKeyThatIsMissing) {
  const auto before = MasterKeys::make();
  const auto sealed = before.seal("p4ssword", "here");

  const auto opened = before.rotated().without_old().open(sealed, "here");

  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kForbidden);
  EXPECT_THAT(opened.error().message, HasSubstr(before.newest().id()));
}

TEST(MasterKeysTest, TheIdOfAKeyStaysWhatItWas) {
  EXPECT_EQ(known_keys().newest().id(), "ba3a936991242030");
}

TEST(MasterKeysTest, AKeyIsThirtyTwoBytes) {
  EXPECT_FALSE(MasterKey::parse(""));
  EXPECT_FALSE(MasterKey::parse("AAECAwQFBgcICQoLDA0ODw=="));
  EXPECT_FALSE(MasterKey::parse(std::string(kKey) + "AAAA"));
  EXPECT_EQ(MasterKey::parse(kKey)->text(), kKey);
}

}  // namespace
}  // namespace penstock::security
