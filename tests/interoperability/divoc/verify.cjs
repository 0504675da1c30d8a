// Verifies certificates with DIVOC's own library: for each, whether it is authentic.
"use strict";

require("./library.cjs").run(async (library, {documents}) => {
  const verdicts = [];
  for (const document of documents) verdicts.push((await library.verifyJSON(document)).verified);
  return verdicts;
});
