// loadToNothing(x)
function deleteDocumentsOfUsersBehavior(docId, deleted) { return false; }
function loadCountersOfUsersBehavior(d, c) { return /[)]}/.test(c) }
var o = { Id: id(this) };
o.addCounter(counterFor("x")); loadToOrders(o); loadTo("Lines", {a: `x${"}"}`});
replicateToUsers(o); loadAttachment('a'); addTimeSeries(loadTimeSeries("Pulse"));