#include "unit/api/api_test.h"

namespace penstock::api {
namespace {

using testing::ApiTest;
using ::testing::HasSubstr;
using ::testing::Not;

class TimeSeriesTest : public ApiTest {
 protected:
  TimeSeriesTest() { put("users/1", "{}"); }

  static std::string quoted(std::string text) {
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
  }
  http::Response get(const std::string& rest) {
    return send("GET", "/databases/shop/timeseries" + rest);
  }
  /// Changes of a series, with apostrophes for quotes.
  http::Response post(const std::string& changes, const std::string& id = "users/1") {
    return send("POST", "/databases/shop/timeseries?docId=" + id, quoted(changes));
  }
  http::Response send_batch(const std::string& commands) {
    return send("POST", "/databases/shop/bulk_docs", R"({"Commands":[)" + quoted(commands) + "]}");
  }
  /// "2024-01-01T00:00:<second>.0000000Z" with the first value, for each entry.
  void append_three() {
    const auto response = post(
        "{'Name':'Pulse','Appends':["
        "{'Timestamp':'2024-01-01T00:00:02.0000000Z','Values':[0.1,-7],'Tag':'watches/1'},"
        "{'Timestamp':'2024-01-01T00:00:01','Values':[72.5]},"
        "{'Timestamp':'2024-01-01T00:00:03.1234560Z','Values':[1e300],'Tag':null}]}");
    ASSERT_EQ(response.status, 204) << response.body;
  }
};

TEST_F(TimeSeriesTest, ReadsWhatWasAppended) {
  append_three();
  const auto response = get("?docId=USERS/1&name=pulse");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(
      response.body,
      quoted("{'From':'0001-01-01T00:00:00.0000000','To':'9999-12-31T23:59:59.9999999','Entries':["
             "{'Timestamp':'2024-01-01T00:00:01.0000000Z','Tag':null,'Values':[72.5],"
             "'IsRollup':false},"
             "{'Timestamp':'2024-01-01T00:00:02.0000000Z','Tag':'watches/1','Values':[0.1,-7],"
             "'IsRollup':false},"
             "{'Timestamp':'2024-01-01T00:00:03.1234560Z','Tag':null,'Values':[1e+300],"
             "'IsRollup':false}],'TotalResults':3}"));
  EXPECT_EQ(get("?docId=users/1&name=other").status, 404);
  EXPECT_EQ(get("?docId=users/2&name=pulse").status, 404);
}

// Clients keep what they have read: a page must not pass for the range it is of.
TEST_F(TimeSeriesTest, APageSaysWhereItBeginsAndEnds) {
  append_three();
  const auto body = get("?docId=users/1&name=Pulse&start=1&pageSize=1").body;
  EXPECT_THAT(body, HasSubstr(quoted("{'From':'2024-01-01T00:00:02.0000000Z',"
                                     "'To':'2024-01-01T00:00:02.0000000Z'")));
  EXPECT_THAT(body, HasSubstr(R"("TotalResults":3)"));
  EXPECT_THAT(get("?docId=users/1&name=Pulse&from=2024-01-01T00:00:02Z&pageSize=2").body,
              HasSubstr(quoted("{'From':'2024-01-01T00:00:02.0000000Z','To':'9999-")));
}

TEST_F(TimeSeriesTest, ReadsSeveralRangesOfSeveralSeries) {
  append_three();
  post("{'Name':'Steps','Appends':[{'Timestamp':'2024-01-01T00:00:01Z','Values':[5]}]}");
  const auto body =
      get("/ranges?docId=users/1"
          "&name=Pulse&from=2024-01-01T00:00:01.0000000Z&to=2024-01-01T00:00:01.0000000Z"
          "&name=Steps&from=&to="
          "&name=pulse&from=2024-01-01T00:00:03.0000000Z&to="
          "&name=None&from=&to=")
          .body;
  EXPECT_THAT(body, HasSubstr(quoted("{'Id':'users/1','Values':{'None':[{'From':'0001-")));
  EXPECT_THAT(body, HasSubstr(quoted("'Entries':[],'TotalResults':0}],'Pulse':[{'From':'2024-01-01"
                                     "T00:00:01.0000000Z'")));
  EXPECT_THAT(body, HasSubstr(R"("Values":[1e+300])"));
  EXPECT_THAT(body, HasSubstr(R"("Steps":[{)"));
}

TEST_F(TimeSeriesTest, IncludesTheDocumentAndThoseOfTags) {
  append_three();
  put("watches/1", R"({"brand":"x"})");
  const auto body = get("?docId=users/1&name=Pulse&includeDocument=true&includeTags=true").body;
  EXPECT_THAT(body, HasSubstr(R"("Includes":{"users/1":{)"));
  EXPECT_THAT(body, HasSubstr(R"("watches/1":{"brand":"x")"));
}

TEST_F(TimeSeriesTest, TellsStatistics) {
  append_three();
  EXPECT_EQ(get("/stats?docId=users/1").body,
            quoted("{'DocumentId':'users/1','TimeSeries':[{'Name':'Pulse','NumberOfEntries':3,"
                   "'StartDate':'2024-01-01T00:00:01.0000000Z',"
                   "'EndDate':'2024-01-01T00:00:03.1234560Z'}]}"));
  EXPECT_EQ(get("/stats?docId=users/2").status, 404);
  EXPECT_THAT(send("GET", "/databases/shop/stats").body,
              HasSubstr(R"("CountOfTimeSeriesSegments":1)"));
}

TEST_F(TimeSeriesTest, DeletesRangesWithBothEnds) {
  append_three();
  EXPECT_EQ(post("{'Name':'Pulse','Appends':null,'Deletes':[{'From':null,"
                 "'To':'2024-01-01T00:00:02.0000000Z'}]}")
                .status,
            204);
  EXPECT_THAT(get("?docId=users/1&name=Pulse").body, HasSubstr(R"("TotalResults":1)"));
  post("{'Name':'Pulse','Deletes':[{}]}");
  EXPECT_EQ(get("?docId=users/1&name=Pulse").status, 404);
  EXPECT_THAT(send("GET", "/databases/shop/docs?id=users/1").body, Not(HasSubstr("@timeseries")));
}

TEST_F(TimeSeriesTest, BatchesChangeSeriesInOneTransaction) {
  const auto response = send_batch(
      "{'Type':'TimeSeries','Id':'users/1','TimeSeries':{'Name':'Pulse','Appends':["
      "{'Timestamp':'2024-01-01T00:00:01Z','Values':[1]},"
      "{'Timestamp':'2024-01-01T00:00:02Z','Values':[2]}],'Deletes':null,'Increments':null}},"
      "{'Type':'TimeSeriesWithIncrements','Id':'users/1','TimeSeries':{'Name':'INC:Steps',"
      "'Increments':[{'Timestamp':'2024-01-01T00:00:01Z','Values':[4]}]}},"
      "{'Type':'TimeSeriesCopy','Id':'users/1','Name':'pulse','DestinationId':'users/1',"
      "'DestinationName':'Copy','From':'2024-01-01T00:00:02Z','To':null}");
  EXPECT_EQ(response.status, 201);
  EXPECT_THAT(response.body, HasSubstr(R"({"Results":[{"Id":"users/1","ChangeVector":"A:)"));
  EXPECT_THAT(response.body, HasSubstr(R"("Type":"TimeSeries"})"));
  EXPECT_THAT(response.body, HasSubstr(R"("Type":"TimeSeriesCopy"})"));
  EXPECT_THAT(send("GET", "/databases/shop/docs?id=users/1").body,
              HasSubstr(quoted("'@flags':'HasTimeSeries','@timeseries':['Copy','INC:Steps',"
                               "'Pulse']")));
  EXPECT_THAT(get("?docId=users/1&name=inc:steps&full=true").body,
              HasSubstr(R"("NodeValues":{"A-)"));
}

TEST_F(TimeSeriesTest, ABatchWithoutItsDocumentChangesNothing) {
  const auto response = send_batch(
      "{'Type':'TimeSeries','Id':'users/1','TimeSeries':{'Name':'Pulse','Appends':["
      "{'Timestamp':'2024-01-01T00:00:01Z','Values':[1]}]}},"
      "{'Type':'TimeSeries','Id':'users/2','TimeSeries':{'Name':'Pulse','Appends':["
      "{'Timestamp':'2024-01-01T00:00:01Z','Values':[1]}]}}");
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.body, HasSubstr("DocumentDoesNotExistException"));
  EXPECT_EQ(get("?docId=users/1&name=Pulse").status, 404);
}

TEST_F(TimeSeriesTest, AnEtlProcessMayNameTheDocumentBeforeAndMissingOnesArePassedOver) {
  const auto response = send_batch(
      "{'Type':'PUT','Id':'users/1/people/','Document':{}},"
      "{'Type':'TimeSeries','Id':'users/1/people/','FromEtl':true,'TimeSeries':{'Name':'Pulse',"
      "'Appends':[{'Timestamp':'2024-01-01T00:00:01Z','Values':[1],'Tag':null}],'Deletes':["
      "{'From':'2024-01-01T00:00:01Z','To':'2024-01-01T00:00:01Z'}]}},"
      "{'Type':'TimeSeries','Id':'users/none','FromEtl':true,'TimeSeries':{'Name':'Pulse',"
      "'Appends':[{'Timestamp':'2024-01-01T00:00:01Z','Values':[1]}]}}");
  EXPECT_EQ(response.status, 201) << response.body;
  EXPECT_THAT(send("GET", "/databases/shop/docs?startsWith=users/1/people/").body,
              HasSubstr(R"("@timeseries":["Pulse"])"));
}

TEST_F(TimeSeriesTest, DocumentsComeWithTheirSeriesIfAsked) {
  append_three();
  const auto load = [&](const std::string& parameters) {
    return send("GET", "/databases/shop/docs?id=users/1" + parameters);
  };
  EXPECT_THAT(load("&timeseries=Pulse&from=2024-01-01T00:00:02Z&to=").body,
              HasSubstr(quoted("'TimeSeriesIncludes':{'users/1':{'Pulse':[{'From':"
                               "'2024-01-01T00:00:02.0000000Z'")));
  EXPECT_THAT(load("&timeseries=None&from=&to=").body, HasSubstr(R"("None":[{)"));
  EXPECT_THAT(load("&timeseriescount=@all_timeseries&countType=Last&countValue=1").body,
              HasSubstr(quoted("'Pulse':[{'From':'2024-01-01T00:00:03.1234560Z'")));
  EXPECT_THAT(load("&timeseriestime=Pulse&timeType=Last&timeValue=2&timeUnit=Second").body,
              HasSubstr(quoted("'Pulse':[{'From':'2024-01-01T00:00:01.1234560Z'")));
  EXPECT_THAT(load("&timeseriestime=Pulse&timeType=Last&timeValue=1&timeUnit=Month").body,
              HasSubstr(quoted("'Pulse':[{'From':'2023-12-01T00:00:03.1234560Z'")));
  for (const auto* bad :
       {"&timeseries=Pulse", "&timeseries=Pulse&from=x&to=",
        "&timeseriestime=Pulse&timeType=First&timeValue=1&timeUnit=Month",
        "&timeseriestime=Pulse&timeType=Last&timeValue=1&timeUnit=Week",
        "&timeseriestime=Pulse&timeType=Last&timeValue=-1&timeUnit=Month",
        "&timeseriescount=Pulse&countType=Last&countValue=x", "&timeseriescount=Pulse"}) {
    EXPECT_EQ(load(bad).status, 400) << bad;
  }
}

TEST_F(TimeSeriesTest, RefusesBadInputAndChangesNothing) {
  for (const auto* body :
       {"",
        "[]",
        "{}",
        "{'Name':1}",
        "{'Name':''}",
        "{'Name':'P','Appends':{}}",
        "{'Name':'P','Appends':[1]}",
        "{'Name':'P','Appends':[{'Values':[1]}]}",
        "{'Name':'P','Appends':[{'Timestamp':'2024-01-01T00:00:01Z'}]}",
        "{'Name':'P','Appends':[{'Timestamp':'2024-01-01T00:00:01Z','Values':[]}]}",
        "{'Name':'P','Appends':[{'Timestamp':'2024-01-01T00:00:01Z','Values':['1']}]}",
        "{'Name':'P','Appends':[{'Timestamp':'2024-01-01T00:00:01Z','Values':[NaN]}]}",
        "{'Name':'P','Appends':[{'Timestamp':'2024-01-01T00:00:01Z','Values':[1e999]}]}",
        "{'Name':'P','Appends':[{'Timestamp':'2024-01-01T00:00:01Z','Values':[null]}]}",
        "{'Name':'P','Appends':[{'Timestamp':'2024-01-01T00:00:01Z','Values':[1],'Tag':1}]}",
        "{'Name':'P','Appends':[{'Timestamp':'2024-13-01T00:00:01Z','Values':[1]}]}",
        "{'Name':'P','Appends':[{'Timestamp':'0000-01-01T00:00:01Z','Values':[1]}]}",
        "{'Name':'P','Appends':[{'Timestamp':1704103200000,'Values':[1]}]}",
        "{'Name':'P','Deletes':[{'From':'2024-01-02T00:00:00Z','To':'2024-01-01T00:00:00Z'}]}",
        "{'Name':'P','Deletes':[{'From':7}]}",
        "{'Name':'P'} x",
        "{'Name':'P'",
        "{'Name':'P','Increments':[{'Timestamp':'2024-01-01T00:00:01Z','Values':[1]}]}",
        "{'Name':'INC:P','Appends':[{'Timestamp':'2024-01-01T00:00:01Z','Values':[1]}]}"}) {
    const auto response = post(body);
    EXPECT_EQ(response.status, 400) << body << response.body;
  }
  for (const auto* query :
       {"", "?docId=users/1", "?name=P", "?docId=users/1&name=P&from=x",
        "?docId=users/1&name=P&start=-1", "?docId=users/1&name=P&pageSize=x",
        "?docId=users/1&name=P&from=2024-01-02T00:00:00Z&to=2024-01-01T00:00:00Z", "/stats",
        "/ranges?docId=users/1",
        "/ranges?docId=users/1&name=P&from=", "/ranges?name=P&from=&to="}) {
    EXPECT_EQ(get(query).status, 400) << query;
  }
  EXPECT_THAT(send("GET", "/databases/shop/docs?id=users/1").body, Not(HasSubstr("@timeseries")));
}

TEST_F(TimeSeriesTest, RefusesBadCommandsWithTheirPosition) {
  const auto response = send_batch(
      "{'Type':'PUT','Id':'users/9','Document':{}},"
      "{'Type':'TimeSeries','Id':'users/1','TimeSeries':{'Name':'P','Appends':[{}]}}");
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, HasSubstr("Command 1"));
  EXPECT_EQ(send_batch("{'Type':'TimeSeries','Id':'users/1'}").status, 400);
  EXPECT_EQ(send_batch("{'Type':'TimeSeriesCopy','Id':'users/1','Name':'P'}").status, 400);
  EXPECT_EQ(send("GET", "/databases/shop/docs?id=users/9").status, 404);
}

TEST_F(TimeSeriesTest, SaysThatPoliciesAreNotSupported) {
  EXPECT_EQ(send("POST", "/databases/shop/admin/timeseries/config", "{}").status, 501);
  EXPECT_EQ(send("PUT", "/databases/shop/admin/timeseries/policy?collection=a", "{}").status, 501);
  EXPECT_EQ(send("POST", "/databases/shop/timeseries/names/config", "{}").status, 501);
}

}  // namespace
}  // namespace penstock::api
